import type { JobId } from '../../../shared/domain/job/job-id.ts';
import type { Run } from '../../../shared/domain/run/run.ts';
import type { SkippedSlots } from '../../../shared/domain/slot/slot-answer.ts';
import { shown, type Watched } from './findings.ts';
import type { JobWatch, Period } from './watch-jobs.ts';

/** Looks, when all is over, whether each slot of each definition has its one answer; returns how many there were. */
export function checkSlots({ memory, scenario, report }: Watched, watch: JobWatch, jobId: JobId): number {
  const runs = new Map<number, Run>();
  for (const { value } of memory.runs.all()) {
    if (value.jobId === jobId && value.trigger === 'schedule') runs.set(value.dueAt, value);
  }
  const records = memory.skipped.filter((skipped) => skipped.jobId === jobId);
  const owed = new Set<number>();
  for (const period of watch.periodsOf(jobId)) {
    for (const slot of watch.slotsOf(period, scenario.endAt)) {
      owed.add(slot);
      const covering = records.filter((record) => isOf(record, period) && covers(record, slot));
      const fault = faultOf(runs.get(slot), covering, scenario.isSkewed);
      if (fault !== undefined) report(`${jobId} ${shown(slot)} ${fault}`);
    }
  }
  for (const [slot, run] of runs) {
    if (!owed.has(slot) && hasBegun(run) && run.requested === undefined && !scenario.isSkewed) {
      report(`${run.runId} began, but its slot had been taken back`);
    }
  }
  return owed.size;
}

function isOf({ generation }: SkippedSlots, { fromGeneration, untilGeneration }: Period): boolean {
  return fromGeneration <= generation && generation <= untilGeneration;
}

function covers({ fromDueAt, untilDueAt }: SkippedSlots, slot: number): boolean {
  return fromDueAt <= slot && slot <= untilDueAt;
}

function faultOf(
  run: Run | undefined,
  covering: readonly SkippedSlots[],
  isSkewed: boolean,
): string | undefined {
  if (run === undefined && covering.length === 0) return 'has neither a run nor a reason';
  if (isSkewed) return undefined;
  const reasons = covering.map(({ reason }) => reason).join(' and ');
  if (run === undefined) return covering.length > 1 ? `was skipped twice: ${reasons}` : undefined;
  // A resume goes over slots that had been dispatched ahead of the pause; a person may want a skipped one.
  const isExplained = run.requested !== undefined || covering.every(({ reason }) => reason === 'job-paused');
  return isExplained || !hasBegun(run) ? undefined : `ran and was skipped: ${reasons}`;
}

function hasBegun(run: Run): boolean {
  return 'startedAt' in run || run.endedAttempts.length > 0;
}
