import type { Job } from '../job/job.ts';
import type { PendingRun } from '../run/run.ts';
import { runIdOf } from '../run/run-id.ts';
import type { SkippedSlots } from './slot-answer.ts';
import type { SkipReason } from './slot-reasons.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;

/** With the job, at most a hundred operations, which is what a transactional batch holds. */
const MAX_WRITES = 99;
const MAX_RUNS = 80;

/** Slots without answer that follow one another, no answered one between them. */
export type MissingSlots = readonly number[];

export interface RepairPlan {
  readonly runs: readonly PendingRun[];
  readonly skipped: readonly SkippedSlots[];
}

/**
 * Gives slots that have neither run nor reason one of both, in the spirit of the job's catch-up policy: those within
 * its window run, the newest `maxCount` of them and `maxPerMinute` apart, and the others get the reason why not.
 * What one write cannot hold is left for the next audit.
 *
 * A calendar that has changed may name past slots anew; they must not run, and whether that is why a slot has no
 * answer cannot be told. So nothing runs for a job that names a calendar.
 */
export function planRepair(job: Job, missing: readonly MissingSlots[], now: number): RepairPlan {
  const { windowSeconds, policy, maxCount, maxPerMinute } = job.policies.catchUp;
  const all = missing.flat();
  const notBefore = now - windowSeconds * SECOND_MS;
  const eligible = all.filter((slot) => slot >= notBefore);
  const firstToRun = eligible.at(-maxCount) ?? -Infinity;
  const reasonOf = (slot: number): SkipReason | undefined => {
    if (namesCalendar(job)) return 'calendar-changed';
    if (slot < notBefore) return 'audit-too-late';
    if (policy === 'skip') return 'catch-up-skip';
    return slot < firstToRun ? 'catch-up-count' : undefined;
  };
  const distanceMs = MINUTE_MS / maxPerMinute;
  const runs = all
    .filter((slot) => reasonOf(slot) === undefined)
    .slice(-MAX_RUNS)
    .map((slot, index) => repairRun(job, slot, { now, effectiveAt: now + Math.ceil(index * distanceMs) }));
  const skipped = missing.flatMap((slots) => toRecords(slots, reasonOf, job.generation));
  // First the reasons: slots too many to run would otherwise be the newest ones left, next time.
  if (skipped.length > MAX_WRITES - MAX_RUNS) return { runs: [], skipped: skipped.slice(0, MAX_WRITES) };
  return { runs, skipped };
}

function namesCalendar({ recurrences }: Job): boolean {
  return recurrences.some(
    (recurrence) =>
      recurrence.type !== 'once' && recurrence.exclusions?.some(({ type }) => type === 'calendar') === true,
  );
}

function repairRun(
  { jobId, valueStream, generation }: Job,
  dueAt: number,
  { effectiveAt, now }: { readonly effectiveAt: number; readonly now: number },
): PendingRun {
  return {
    runId: runIdOf(jobId, dueAt),
    ...{ jobId, valueStream, generation, dueAt, effectiveAt },
    ...{ state: 'pending', trigger: 'schedule', late: 'audit-repair' },
    ...{ createdAt: now, attempt: 1, chainStart: 1, endedAttempts: [] },
  };
}

/** One record for slots in a row that share their reason. */
function toRecords(
  slots: MissingSlots,
  reasonOf: (slot: number) => SkipReason | undefined,
  generation: number,
): SkippedSlots[] {
  const records: SkippedSlots[] = [];
  for (const slot of slots) {
    const reason = reasonOf(slot);
    const last = records.at(-1);
    if (reason === undefined) continue;
    if (last?.reason === reason) {
      records[records.length - 1] = { ...last, untilDueAt: slot, count: last.count + 1 };
    } else {
      records.push({ fromDueAt: slot, untilDueAt: slot, count: 1, reason, generation });
    }
  }
  return records;
}
