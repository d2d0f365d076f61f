import { isStabilitySummary, type FinishedRun, type StabilitySummary } from '../run/run.ts';
import { answerOf } from '../slot/slot-answer.ts';
import type { JobFacts } from './job-facts.ts';
import type { Attributes } from './tally.ts';
import type { MetricName } from './metric-catalogue.ts';

/** Something to count, to observe, or to raise a gauge to. */
export type Figure = readonly [metric: MetricName, attributes: Attributes, value: number];

const SECOND_MS = 1000;

/** What the end of a run adds to the figures. */
export function figuresOfEnding(run: FinishedRun, facts: JobFacts): readonly Figure[] {
  const { valueStream, state } = run;
  const kind = kindOf(run, facts);
  const failures = run.endedAttempts.filter(({ attempt }) => attempt >= run.chainStart);
  const lateness = latenessOf(run, facts);
  return [
    ['evenkeel.runs.finished', { valueStream, kind, state }, 1],
    ...failures.map(({ failure: { reason } }): Figure => ['evenkeel.attempts.failed', { kind, reason }, 1]),
    ...(lateness === undefined ? [] : [figure('evenkeel.runs.lateness', { valueStream }, lateness)]),
    ...durationOf(run, kind),
    ...successOf(run, kind),
    ...skipOf(run),
  ];
}

function figure(...parts: Figure): Figure {
  return parts;
}

/** A result says what made it; what has none is of the kind that its job is now. */
export function kindOf(run: FinishedRun, { kind }: JobFacts): JobFacts['kind'] {
  if (run.state !== 'succeeded') return kind;
  return isStabilitySummary(run.result) ? 'stability' : run.result.kind;
}

/**
 * How late the run of a slot first began, in seconds; undefined of one that nobody waited for at its time (asked for by
 * hand, a backfill, brought back after a pause), that never began, or that was counted with an earlier end.
 */
function latenessOf(run: FinishedRun, { spreadMs }: JobFacts): number | undefined {
  if (run.trigger !== 'schedule' || run.chainStart !== 1 || run.late === 'job-paused') return undefined;
  const startedAt = run.endedAttempts[0]?.startedAt ?? ('startedAt' in run ? run.startedAt : undefined);
  return startedAt === undefined ? undefined : Math.max(0, startedAt - run.dueAt - spreadMs) / SECOND_MS;
}

function durationOf(run: FinishedRun, kind: string): readonly Figure[] {
  if (run.state !== 'succeeded' && run.state !== 'failed') return [];
  const seconds = Math.max(0, run.finishedAt - run.startedAt) / SECOND_MS;
  return [['evenkeel.runs.duration', { kind }, seconds]];
}

function successOf(run: FinishedRun, kind: string): readonly Figure[] {
  if (run.state !== 'succeeded') return [];
  const { valueStream, finishedAt, result } = run;
  const success = figure('evenkeel.runs.last_success_time', { valueStream, kind }, finishedAt / SECOND_MS);
  if (!isStabilitySummary(result)) return [success];
  return [success, ['evenkeel.stability.measurements', { valueStream, band: bandOf(result) }, 1]];
}

/** Of the score or, without one, of the characteristic that moved most. */
export function bandOf({ band, worstCharacteristics: [worst] }: StabilitySummary): string {
  return band ?? worst?.band ?? 'none';
}

/** A run that never began leaves its slot without one, as skipped slots are. */
function skipOf(run: FinishedRun): readonly Figure[] {
  const [what, reason] = answerOf(run).split(': ');
  if (what !== 'skipped' || reason === undefined || run.trigger !== 'schedule') return [];
  return [['evenkeel.slots.skipped', { valueStream: run.valueStream, reason }, 1]];
}
