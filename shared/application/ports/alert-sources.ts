import type { AuditEntry } from './audit-log.ts';
import type { UnreadableLetter } from './dead-letter-store.ts';

/** What people are told of and the change feed of jobs and runs does not know. Every method may throw Unavailable. */
export interface AlertSources {
  /** That locks were broken since the instant (epoch ms, included), with what they were before; the first first. */
  brokenLocks(since: number): Promise<readonly AuditEntry[]>;

  /** The dead letters without a run that came since the instant (epoch ms, included), the first first; without bodies. */
  unreadableLetters(since: number): Promise<readonly Omit<UnreadableLetter, 'body'>[]>;
}
