import type { Run } from '../run/run.ts';
import type { LateReason } from '../slot/slot-reasons.ts';
import type { AlertCause } from './alert-cause.ts';

/** Late because people wanted it so. */
const WANTED: readonly LateReason[] = ['job-paused', 'job-quarantined', 'backfill'];

/**
 * How long after its time a run began its first attempt, in ms; undefined where it has not begun, or nobody expected it then:
 * asked for by a person, or brought back by a resume.
 */
export function startedLateMs(run: Run): number | undefined {
  const first = firstStartOf(run);
  return first === undefined ? undefined : lateMsAt(run, first);
}

/** How late a run that has not begun yet is at an instant (epoch ms); undefined where `startedLateMs` is, too. */
function overdueMs(run: Run, now: number): number | undefined {
  const isWaiting = run.state === 'pending' || run.state === 'waiting';
  return isWaiting && run.endedAttempts.length === 0 ? lateMsAt(run, now) : undefined;
}

/** The cause of a run that has begun late, however little: each rule has its tolerance. */
export function lateCauseOf(run: Run): AlertCause | undefined {
  const lateMs = startedLateMs(run);
  if (lateMs === undefined || lateMs <= 0) return undefined;
  return toCause(run, lateMs, firstStartOf(run));
}

/** The cause of a run that has not begun; the same one as when it begins late. */
export function overdueCauseOf(run: Run, now: number): AlertCause | undefined {
  const lateMs = overdueMs(run, now);
  if (lateMs === undefined || lateMs <= 0) return undefined;
  return toCause(run, lateMs);
}

function firstStartOf(run: Run): number | undefined {
  return run.endedAttempts[0]?.startedAt ?? ('startedAt' in run ? run.startedAt : undefined);
}

function toCause(run: Run, lateMs: number, startedAt?: number): AlertCause {
  const { runId, jobId, valueStream, dueAt, late } = run;
  return {
    ...{ causeId: `${runId}.late`, condition: 'late', at: dueAt, valueStream },
    ...{ subject: `job:${jobId}`, jobId, runId },
    group: late === undefined ? 'late' : `late: ${late}`,
    detail: {
      ...{ type: 'late', dueAt, lateMs },
      ...(startedAt === undefined ? {} : { startedAt }),
      ...(late === undefined ? {} : { reason: late }),
    },
  };
}

/**
 * Counted from the slot where the run has a reason to be late; else from when it was to start, which is later than the slot
 * by the job's spread. The instant of a retry says nothing of that.
 */
function lateMsAt(run: Run, now: number): number | undefined {
  const { trigger, requested, late, dueAt, effectiveAt } = run;
  const isExpected = trigger === 'schedule' && requested === undefined;
  if (!isExpected || (late !== undefined && WANTED.includes(late))) return undefined;
  return Math.max(0, now - (late === undefined ? Math.max(dueAt, effectiveAt) : dueAt));
}
