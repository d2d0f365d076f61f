import type { Clock, Log, UniqueId } from '../../application/ports/environment.ts';
import type { JobLogStore } from '../../application/ports/job-log-store.ts';

/** What the lines of steps are collected with. */
export interface CollectingOptions {
  readonly store: JobLogStore;
  /** Where everything goes besides. */
  readonly log: Log;
  readonly clock: Clock;
  readonly uniqueId: UniqueId;
  /** Takes secrets out of a text. */
  readonly redact: (text: string) => string;
  /** The same for all texts of a value; gives what JSON can hold, and takes out what is named like a secret. */
  readonly redactValue: (value: unknown) => unknown;
  /** How long lines of a step that is still going wait at most. */
  readonly flushMs?: number;
  /** How long a step waits at most, when it has ended, for its lines to be stored. */
  readonly storeWithinMs?: number;
}
