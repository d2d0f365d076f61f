import type { Actor } from '../domain/access/actor.ts';
import { InvalidInput, NotFound, Unavailable, VersionConflict } from '../domain/errors.ts';
import type { AuditEntry, AuditLog, AuditedState } from './ports/audit-log.ts';
import type { Clock } from './ports/environment.ts';

/** A change of something that has no history of its own. */
export interface AskedChange {
  /** See AuditEntry. */
  readonly subject: string;
  /** See AuditEntry; one that has come before tells of the first of the two. */
  readonly changeId: string;
  readonly action: string;
  readonly actor: Actor;
  /** Never secrets, as in `after`. */
  readonly before?: AuditedState;
}

export interface MadeChange<T> {
  readonly result: T;
  /** `refused`: nothing was changed. */
  readonly outcome: 'done' | 'refused';
  readonly after?: AuditedState;
  /** See AuditEntry. */
  readonly version?: string;
}

export interface Audited<T> {
  readonly result: T;
  /** Whether the audit log has the outcome; without it there is what was asked. */
  readonly isRecorded: boolean;
}

/** Makes a change that is in the audit log; throws what the change throws. */
export type AuditedChange = <T>(
  asked: AskedChange,
  make: () => Promise<MadeChange<T>>,
) => Promise<Audited<T>>;

/**
 * Writes what is asked before anything is changed, so nothing is changed without a trace, whenever the process is killed;
 * and what became of it afterwards. Where that cannot be told, since a service did not answer, what was asked stands alone.
 * Throws Unavailable when it cannot be written what is asked: then nothing is changed.
 */
export function createAuditedChange({
  audit,
  clock,
}: {
  readonly audit: Pick<AuditLog, 'append'>;
  readonly clock: Clock;
}): AuditedChange {
  const record = async (entry: AuditEntry): Promise<boolean> => {
    try {
      await audit.append(entry);
      return true;
    } catch (error) {
      if (error instanceof Unavailable) return false;
      throw error;
    }
  };
  return async ({ actor: { author, reason }, ...rest }, make) => {
    const who = { author, ...(reason === undefined ? {} : { reason }) };
    const asked: AuditEntry = { ...rest, ...who, outcome: 'asked', at: clock.now() };
    await audit.append(asked);
    try {
      const { result, outcome, after, version } = await make();
      const state = {
        ...(after === undefined ? {} : { after }),
        ...(version === undefined ? {} : { version }),
      };
      return { result, isRecorded: await record({ ...asked, ...state, outcome, at: clock.now() }) };
    } catch (error) {
      if (isRefusal(error)) await record({ ...asked, outcome: 'refused', at: clock.now() });
      throw error;
    }
  };
}

/** Whether the error says that nothing was changed; of any other it is not known. */
function isRefusal(error: unknown): boolean {
  return error instanceof InvalidInput || error instanceof NotFound || error instanceof VersionConflict;
}
