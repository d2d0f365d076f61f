import type { JobId } from '../../../shared/domain/job/job-id.ts';
import type { Run } from '../../../shared/domain/run/run.ts';
import type { SkippedSlots } from '../../../shared/domain/slot/slot-answer.ts';
import { shown, type Watched } from './findings.ts';
import type { JobWatch, Period } from './watch-jobs.ts';

/** Looks, when all is over, whether each slot of each definition has its one answer; returns how many there were. */
export function checkSlots({ memory, scenario, report }: Watched, watch: JobWatch, jobId: JobId): number {
  const runs = new Map<number, Run>();
  for (const { value } of memory.runs.all()) {
    if (value.jobId === jobId && value.trigger !== 'manual') runs.set(value.dueAt, value);
  }
  const records = memory.skipped.filter((skipped) => skipped.jobId === jobId);
  const owed = new Set<number>();
  for (const period of watch.periodsOf(jobId)) {
    for (const slot of watch.slotsOf(period, scenario.endAt)) {
      owed.add(slot);
      // The run is the answer then; there are records besides it when a resume went back over it.
      const mayDiffer = scenario.isSkewed || watch.wasResumedOver(jobId, slot);
      const covering = records.filter((record) => isOf(record, period) && covers(record, slot));
      const fault = faultOf(runs.get(slot), covering, mayDiffer);
      if (fault !== undefined) report(`${jobId} ${shown(slot)} ${fault}`);
    }
  }
  const periods = watch.periodsOf(jobId);
  for (const [slot, run] of runs) {
    // By the time of its message a job may have been edited twice: then it is not known any more that the first
    // edit had taken the slot back.
    const made = periods.findIndex((period) => isOf(run, period));
    const isEditedOnce = made === periods.length - 2;
    if (
      !owed.has(slot) &&
      hasBegun(run) &&
      run.requested === undefined &&
      !scenario.isSkewed &&
      isEditedOnce
    ) {
      report(`${run.runId} began, but its slot had been taken back`);
    }
  }
  return owed.size;
}

function isOf(
  { generation }: { readonly generation: number },
  { fromGeneration, untilGeneration }: Period,
): boolean {
  return fromGeneration <= generation && generation <= untilGeneration;
}

function covers({ fromDueAt, untilDueAt }: SkippedSlots, slot: number): boolean {
  return fromDueAt <= slot && slot <= untilDueAt;
}

function faultOf(
  run: Run | undefined,
  covering: readonly SkippedSlots[],
  mayDiffer: boolean,
): string | undefined {
  if (run === undefined && covering.length === 0) return 'has neither a run nor a reason';
  if (mayDiffer || covering.length === 0) return undefined;
  const reasons = covering.map(({ reason }) => reason).join(' and ');
  if (run === undefined) return covering.length > 1 ? `was skipped twice: ${reasons}` : undefined;
  // A later definition may name the slot as well, and pass over it: the run that it has is its answer.
  const isSame = covering.some(({ generation }) => generation === run.generation);
  return isSame && hasBegun(run) && run.requested === undefined
    ? `ran and was skipped: ${reasons}`
    : undefined;
}

function hasBegun(run: Run): boolean {
  return 'startedAt' in run || run.endedAttempts.length > 0;
}
