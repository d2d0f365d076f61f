import type { JobId } from '../../../shared/domain/job/job-id.ts';
import type { Run } from '../../../shared/domain/run/run.ts';
import type { SkippedSlots } from '../../../shared/domain/slot/slot-answer.ts';
import { forbid, shown, type Watched } from './findings.ts';
import type { JobWatch, Period } from './watch-jobs.ts';

/** Looks, when all is over, whether each slot of each definition has its one answer; returns how many there were. */
export function checkSlots(watched: Watched, watch: JobWatch, jobId: JobId): number {
  const { memory, scenario, report } = watched;
  const runs = runsOf(watched, jobId);
  const records = memory.skipped.filter((skipped) => skipped.jobId === jobId);
  const owed = new Set<number>();
  for (const period of watch.periodsOf(jobId)) {
    for (const slot of watch.slotsOf(period, scenario.endAt)) {
      owed.add(slot);
      // The run is the answer then; there are records besides it when a resume went back over it.
      const mayDiffer = scenario.isSkewed || watch.wasResumedOver(jobId, slot);
      // By a clock that is behind, a new definition may begin before the last one was deleted: then its record of the
      // same first slot takes the place of the other.
      const covering = records.filter(
        (record) => (scenario.isSkewed || isOf(record, period)) && covers(record, slot),
      );
      const fault = faultOf(runs.get(slot), covering, mayDiffer);
      if (fault !== undefined) report(`${jobId} ${shown(slot)} ${fault}`);
    }
  }
  const others = [...runs.values()].filter(({ dueAt }) => !owed.has(dueAt));
  for (const run of scenario.isSkewed ? [] : others) {
    const isTakenBack = wasTakenBack(run, watch.periodsOf(jobId));
    forbid(watched, isTakenBack, () => `${run.runId} began, but its slot had been taken back`);
  }
  return owed.size;
}

function runsOf({ memory }: Watched, jobId: JobId): Map<number, Run> {
  const runs = new Map<number, Run>();
  for (const { value } of memory.runs.all()) {
    if (value.jobId === jobId && value.trigger !== 'manual') runs.set(value.dueAt, value);
  }
  return runs;
}

/**
 * Whether a run began although a new definition, that was there already, does not name its slot. By the time of its
 * message a job may have been edited twice: then it is not known any more that the first edit had taken it back.
 */
function wasTakenBack(run: Run, periods: readonly Period[]): boolean {
  const next = periods.at(-1);
  const isEditedOnce = periods.findIndex((period) => isOf(run, period)) === periods.length - 2;
  if (!isEditedOnce || next === undefined || run.requested !== undefined) return false;
  const beganAt = run.endedAttempts[0]?.startedAt ?? ('startedAt' in run ? run.startedAt : undefined);
  return beganAt !== undefined && beganAt > next.writtenAt;
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
