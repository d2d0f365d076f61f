import { MAX_OUTPUT_LENGTH, type PlainResult } from '../../../domain/run/plain-result.ts';
import type { RunFailure } from '../../../domain/run/run-failure.ts';
import type { RunId } from '../../../domain/run/run-id.ts';
import { isStopping, type PlannedStep } from './plan-steps.ts';
import { outputOf } from './step-values.ts';

/** How a step stands, for people and for histories. */
export interface StepSummary {
  readonly name: string;
  readonly state: PlannedStep['standing']['state'];
  readonly runId?: RunId;
}

export type PipelineEnd =
  | { readonly outcome: 'going' }
  | { readonly outcome: 'succeeded'; readonly result: PlainResult }
  | { readonly outcome: 'failed'; readonly failure: RunFailure };

/** Characters of what one step says in the failure of its pipeline, at most. */
const MAX_SAID = 300;

/** How steps stand together, once all that could be started is. */
export function concludePipeline(planned: readonly PlannedStep[]): PipelineEnd {
  if (planned.some(({ standing: { state } }) => state === 'going' || state === 'ready')) {
    return { outcome: 'going' };
  }
  const stopping = planned.filter(isStopping);
  if (stopping.length > 0) return { outcome: 'failed', failure: failureOf(planned, stopping) };
  return { outcome: 'succeeded', result: resultOf(planned) };
}

export function summarizeSteps(planned: readonly PlannedStep[]): readonly StepSummary[] {
  return planned.map(({ step: { name }, standing }) => {
    const runId = runIdOf(standing);
    return { name, state: standing.state, ...(runId === undefined ? {} : { runId }) };
  });
}

function runIdOf(standing: PlannedStep['standing']): RunId | undefined {
  if (standing.state === 'going' || standing.state === 'succeeded') return standing.run.runId;
  return standing.state === 'failed' ? standing.runId : undefined;
}

function failureOf(planned: readonly PlannedStep[], stopping: readonly PlannedStep[]): RunFailure {
  const said = stopping.map(
    ({ step: { name }, standing }) =>
      `Step '${name}' failed${standing.state === 'failed' ? `. ${shorten(standing.message)}` : ''}`,
  );
  const never = planned.filter(({ standing }) => standing.state === 'waiting').length;
  const rest = never === 0 ? '' : ` ${never} of ${planned.length} steps were not started.`;
  const message = `${said.join(' ')}${rest} A retry goes on from there.`;
  return { reason: 'step-failed', message };
}

/** By code points, so that no character is cut in two. */
function shorten(text: string): string {
  const characters = Array.from(text);
  return characters.length <= MAX_SAID ? text : `${characters.slice(0, MAX_SAID - 1).join('')}…`;
}

function resultOf(planned: readonly PlannedStep[]): PlainResult {
  const failed = planned.filter(({ standing }) => standing.state === 'failed').map(({ step }) => step.name);
  const count = planned.length;
  const all = `${count === 1 ? 'The step has' : `All ${count} steps have`} succeeded.`;
  const some = `${count - failed.length} of ${count} steps have succeeded; it went on without ${failed.join(', ')}.`;
  const output = outputOfLast(planned);
  return {
    kind: 'pipeline',
    words: failed.length === 0 ? all : some,
    figures: figuresOf(planned),
    ...(output === undefined ? {} : { output }),
  };
}

/** The state of each step, and its run, by names that no two steps share. */
function figuresOf(planned: readonly PlannedStep[]): Readonly<Record<string, string>> {
  const figures = summarizeSteps(planned).flatMap(({ name, state, runId }): [string, string][] => [
    [name, state],
    ...(runId === undefined ? [] : [[`${name} (run)`, runId] satisfies [string, string]]),
  ]);
  return Object.fromEntries(figures);
}

/**
 * What the last steps, those that no other needs, pass on: of one its output, of several theirs by their names. Nothing
 * where it is too long to be passed on.
 */
function outputOfLast(planned: readonly PlannedStep[]): unknown {
  const needed = new Set(planned.flatMap(({ step: { needs } }) => needs));
  const last = planned.filter(({ step }) => !needed.has(step.name));
  const outputs = last.flatMap(({ step: { name }, standing }): [string, unknown][] =>
    standing.state === 'succeeded' ? [[name, outputOf(standing.run.result)]] : [],
  );
  const output: unknown = last.length === 1 ? outputs[0]?.[1] : Object.fromEntries<unknown>(outputs);
  if (output === undefined) return undefined;
  return JSON.stringify(output).length > MAX_OUTPUT_LENGTH ? undefined : output;
}
