import type { JobPolicies, RetryPolicy } from '../job/job-policies.ts';
import type { CronDialect } from '../schedule/cron-dialects.ts';

/** Where definitions of other schedulers are read from. */
export const IMPORT_FORMATS = ['crontab', 'kubernetes-cronjob', 'databricks', 'azure-timer'] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

/** In what a job here may mean something else than where it comes from. Never renamed. */
export const DIFFERENCE_CODES = [
  /** What the job does is not taken over. */
  'work-not-imported',
  'time-zone-assumed',
  'clock-change',
  'day-rule',
  'missed-slots',
  'overlap',
  'start-deadline',
  'timeout',
  'retries',
  'suspended',
  'interval-anchor',
  'random-time',
  'startup-run',
  'notifications',
  'environment',
  'user-column',
  'command-input',
  'name-changed',
  'not-imported',
] as const;
export type DifferenceCode = (typeof DIFFERENCE_CODES)[number];

/** One difference in meaning; the pointer is into the definition, where it shows in one place. */
export interface MeaningDifference {
  readonly code: DifferenceCode;
  readonly message: string;
  readonly pointer?: string;
}

/** A recurrence as a caller writes it. */
export type DraftRecurrence =
  | {
      readonly type: 'cron';
      readonly dialect: CronDialect;
      readonly expression: string;
      readonly timeZone: string;
    }
  | { readonly type: 'interval'; readonly everySeconds: number };

/** Policies as a caller writes them: what is absent gets the default. */
export interface DraftPolicies extends Partial<
  Pick<JobPolicies, 'overlap' | 'startDeadlineSeconds' | 'timeoutSeconds' | 'spreadSeconds'>
> {
  readonly catchUp?: Partial<JobPolicies['catchUp']>;
  readonly retry?: Partial<RetryPolicy>;
}

/** A definition as a caller writes it, as far as it could be told. */
export interface DraftDefinition {
  readonly jobId: string;
  readonly kind?: string;
  readonly valueStream: string;
  readonly task?: unknown;
  readonly recurrences: readonly DraftRecurrence[];
  readonly policies: DraftPolicies;
}

/** Where something stands in the text: its line, from 1, and in a document its RFC 6901 pointer. */
export interface ImportSource {
  readonly line?: number;
  readonly path?: string;
}

export interface ImportedJob {
  /** As it is called where it comes from. */
  readonly name: string;
  readonly definition: DraftDefinition;
  readonly source: ImportSource;
  readonly differences: readonly MeaningDifference[];
}

/** Something that could not be imported. */
export interface ImportProblem {
  readonly line?: number;
  readonly message: string;
}

export interface Import {
  readonly jobs: readonly ImportedJob[];
  readonly problems: readonly ImportProblem[];
}

/** What the definitions get that the text cannot say. */
export interface ImportDefaults {
  readonly valueStream: string;
  /** Of schedules that name no zone; absent: UTC. */
  readonly timeZone?: string;
  readonly kind?: string;
  readonly task?: unknown;
}

/** What a format tells of a job, before it is made a definition. */
export interface FoundJob {
  readonly name: string;
  readonly source: ImportSource;
  readonly recurrence: DraftRecurrence;
  readonly policies: DraftPolicies;
  readonly differences: readonly MeaningDifference[];
}

/** A document of another system, parsed. */
export interface SourceDocument {
  readonly value: unknown;
  /** The line, from 1, of what stands at a path of field names and places. */
  readonly lineOf: (path: readonly (string | number)[]) => number | undefined;
}

/** A timer as its binding says it. */
export interface FoundTimer {
  readonly name: string;
  readonly source: ImportSource;
  readonly schedule: string | undefined;
  readonly runsOnStartup: boolean;
  /** Absent: not said, which means yes where it is not due more often than once a minute. */
  readonly useMonitor: boolean | undefined;
  /** The binding's retry rule, where it has one. */
  readonly retry?: unknown;
}
