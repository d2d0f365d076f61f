import type { AuditCounts } from '../../domain/slot/audit-counts.ts';
import type { Versioned } from './versioned.ts';

/** A round is over when every job has been audited once. */
export interface AuditRound {
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly counts: AuditCounts;
}

/** A round that is not over. */
export interface AuditUnderWay {
  readonly startedAt: number;
  readonly updatedAt: number;
  /** Jobs up to here have been audited; absent: none yet. */
  readonly position?: string;
  readonly counts: AuditCounts;
}

export interface AuditProgress {
  readonly last?: AuditRound;
  readonly present?: AuditUnderWay;
}

/** Holds how far the audit has come. May throw Unavailable. */
export interface AuditProgressStore {
  get(): Promise<Versioned<AuditProgress> | undefined>;

  /** Replaces the progress at `ifVersion`; undefined: there must be none yet. Gives the new version. */
  save(
    progress: AuditProgress,
    condition: { readonly ifVersion: string | undefined },
  ): Promise<{ readonly version: string } | 'conflict'>;
}
