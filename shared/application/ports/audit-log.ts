import type { Page, PageRequest } from './versioned.ts';

/**
 * What became of a change that a person asked for. `asked` is written before anything is changed: alone, it says that the
 * change may have been made or not. Where there is `done`, it was made, whatever else there is; `refused` tells of a try
 * that changed nothing.
 */
export const AUDIT_OUTCOMES = ['asked', 'refused', 'done'] as const;
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];

/** What a change is about, as it was at a moment: JSON, for people to read; never secrets or payloads. */
export type AuditedState = Readonly<Record<string, unknown>>;

/** That a person asked for a change, or what became of it. */
export interface AuditEntry {
  /** What was to be changed: `lock:<resource>`, `calendar:<name>`, `model:<id>`, `alert-rule:<id>`, `incident:<id>` … */
  readonly subject: string;
  /**
   * Names the change within its subject, and is the same when the same request comes again: letters, digits, ".", "_" and
   * "-", at most 200.
   */
  readonly changeId: string;
  readonly outcome: AuditOutcome;
  readonly action: string;
  readonly author: string;
  readonly reason?: string;
  /** Epoch ms. */
  readonly at: number;
  readonly before?: AuditedState;
  /** The version that the change made, where it has one: what a caller sends as If-Match. */
  readonly version?: string;
  readonly after?: AuditedState;
}

/** Which entries of all subjects are asked for; what is not named is not looked at. */
export interface AuditSearch {
  readonly subject?: string | undefined;
  /** What stands before the colon of a subject, as in `lock`. */
  readonly kind?: string | undefined;
  readonly author?: string | undefined;
  /** Epoch ms, included. */
  readonly from?: number | undefined;
  /** Epoch ms, not included. */
  readonly to?: number | undefined;
}

/** Who changed what and why. Entries are only added. Every method may throw Unavailable. */
export interface AuditLog {
  /** Adds an entry. A change has at most one of each outcome: the first stays, with its instant. */
  append(entry: AuditEntry): Promise<'appended' | 'already-there'>;

  /** What is known of one change, `done` last. */
  entriesOf(subject: string, changeId: string): Promise<readonly AuditEntry[]>;

  /** The entries of a subject, the latest first; of one instant, an outcome before what was asked. */
  list(subject: string, request: PageRequest): Promise<Page<AuditEntry>>;

  /**
   * The entries of all subjects, or of one, that fit, in the same order; those of one instant, outcome and change of several subjects
   * in any. Each stands on one page, also when others are appended meanwhile.
   */
  search(search: AuditSearch, request: PageRequest): Promise<Page<AuditEntry>>;
}
