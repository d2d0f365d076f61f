import { describeAnswer } from '../../../domain/slot/describe-answer.ts';
import { isFinished, type Run, type SucceededRun, type UnfinishedRun } from '../../../domain/run/run.ts';
import type { RunInput } from '../../../domain/run/run-input.ts';
import type { RunId } from '../../../domain/run/run-id.ts';
import type { PlaceholderValues } from '../../fill-placeholders.ts';
import type { PipelineStep } from './pipeline-task.ts';
import { orderSteps } from './step-order.ts';
import { fillInput, withStepValues } from './step-values.ts';

/** How a step stands in an attempt of its pipeline. */
export type StepStanding =
  /** Something that it needs has not ended; or it never starts, since a step has failed that stops the pipeline. */
  | { readonly state: 'waiting' }
  /** To be started with this input, or `again` after it has failed in an earlier attempt. */
  | { readonly state: 'ready'; readonly input: RunInput; readonly again: boolean }
  | { readonly state: 'going'; readonly run: UnfinishedRun }
  | { readonly state: 'succeeded'; readonly run: SucceededRun }
  /** `runId` is absent where it could not be started. */
  | { readonly state: 'failed'; readonly runId?: RunId; readonly message: string };

export interface PlannedStep {
  readonly step: PipelineStep;
  readonly standing: StepStanding;
}

/** What is known of the steps of a pipeline's attempt. */
export interface StepEvidence {
  /** Of the pipeline's run. */
  readonly attempt: number;
  /** The runs that steps have, by the names of these; as they are now, whatever attempt began them. */
  readonly runs: ReadonlyMap<string, Run>;
  /** Why steps could not be started in this attempt, by their names. */
  readonly notStarted: ReadonlyMap<string, string>;
  /** Of the pipeline's own run. */
  readonly values: PlaceholderValues;
}

/**
 * How each step stands, in an order in which each comes after what it needs. It follows from the runs of the steps alone,
 * so whoever looks, however often and late, sees the same: what has succeeded stays, what has failed in an earlier
 * attempt is ready again, and what has failed in this one is not.
 *
 * Throws RangeError for steps in a circle.
 */
export function planSteps(steps: readonly PipelineStep[], evidence: StepEvidence): readonly PlannedStep[] {
  const order = orderSteps(steps);
  if (order.outcome === 'circle') throw new RangeError(`Steps in a circle: ${order.names.join(', ')}.`);
  const standings = new Map<string, PlannedStep>();
  for (const step of order.steps) {
    standings.set(step.name, { step, standing: standingOf(step, evidence, standings) });
  }
  const planned = [...standings.values()];
  return planned.some(isStopping) ? planned.map((each) => held(each, evidence)) : planned;
}

/** Whether the step has failed, and the pipeline with it. */
export function isStopping({ step, standing }: PlannedStep): boolean {
  return standing.state === 'failed' && step.onFailure === 'stop';
}

function standingOf(
  step: PipelineStep,
  evidence: StepEvidence,
  before: ReadonlyMap<string, PlannedStep>,
): StepStanding {
  const run = evidence.runs.get(step.name);
  if (run?.state === 'succeeded') return { state: 'succeeded', run };
  if (run !== undefined && !isFinished(run)) return { state: 'going', run };
  if (run !== undefined && isOfAttempt(run, evidence.attempt)) return failed(run);
  const why = evidence.notStarted.get(step.name);
  if (why !== undefined) return { state: 'failed', message: why };
  const needed = step.needs.flatMap((need) => before.get(need) ?? []);
  if (!needed.every(mayBeGoneOnFrom)) return { state: 'waiting' };
  const filled = fillInput(step, withStepValues(evidence.values, succeededOf(before)));
  if (filled.outcome === 'not-fillable') return { state: 'failed', message: filled.message };
  return { state: 'ready', input: filled.input, again: run !== undefined };
}

/** Whether the run was wanted by this attempt, or a later one, of the pipeline. */
function isOfAttempt({ parent }: Run, attempt: number): boolean {
  return (parent?.attempt ?? 0) >= attempt;
}

function mayBeGoneOnFrom({ step, standing }: PlannedStep): boolean {
  return standing.state === 'succeeded' || (standing.state === 'failed' && step.onFailure === 'go-on');
}

function succeededOf(planned: ReadonlyMap<string, PlannedStep>): ReadonlyMap<string, SucceededRun> {
  return new Map(
    [...planned].flatMap(([name, { standing }]) =>
      standing.state === 'succeeded' ? [[name, standing.run] as const] : [],
    ),
  );
}

/** Nothing more starts: what has failed in an earlier attempt stays so. */
function held(planned: PlannedStep, { runs }: StepEvidence): PlannedStep {
  if (planned.standing.state !== 'ready') return planned;
  const run = runs.get(planned.step.name);
  const standing: StepStanding = run === undefined ? { state: 'waiting' } : failed(run);
  return { step: planned.step, standing };
}

function failed(run: Run): StepStanding {
  return { state: 'failed', runId: run.runId, message: whyOf(run) };
}

function whyOf(run: Run): string {
  switch (run.state) {
    case 'failed':
      return `${run.failure.reason}: ${run.failure.message}`;
    case 'cancelled':
      return `It was cancelled by ${run.cancelled.author}: ${run.cancelled.reason}`;
    case 'skipped':
      return `It was skipped. ${describeAnswer(`skipped: ${run.reason}`)}`;
    case 'dead':
      return `It is dead (${run.cause.reason}): its message could not be handled.`;
    case 'pending':
    case 'waiting':
    case 'running':
    case 'succeeded':
      return '';
  }
}
