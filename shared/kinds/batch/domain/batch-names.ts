import { jobName } from './job-manifest.ts';

/** Labels by which the Jobs of an attempt are found again. */
export const RUN_LABEL = 'evenkeel/run';
export const ATTEMPT_LABEL = 'evenkeel/attempt';
export const ROLE_LABEL = 'evenkeel/role';
/** The place of a job in the task. */
export const INDEX_LABEL = 'evenkeel/index';
export const RUN_ID_ANNOTATION = 'evenkeel/run-id';

export type BatchRole = 'job' | 'fetch' | 'delete';

/** One attempt of a run, as the cluster knows it. */
export interface BatchAttempt {
  readonly runId: string;
  /** Short, of its own for each run, and fit for a label. */
  readonly fingerprint: string;
  readonly attempt: number;
}

/** Names follow from the attempt alone: whoever makes a Job a second time finds the first. */
export function batchJobName({ fingerprint, attempt }: BatchAttempt, name: string, index: number): string {
  return jobName(name, `${fingerprint}-a${attempt}-${index}`);
}

export function sourceJobName(batch: BatchAttempt, role: 'fetch' | 'delete'): string {
  return jobName(`source-${role}`, folderOf(batch));
}

/** Of the volume: the attempt's own, so that what one deletes no other works with. */
export function folderOf({ fingerprint, attempt }: BatchAttempt): string {
  return `${fingerprint}-a${attempt}`;
}

export function attemptLabels(
  { fingerprint, attempt }: BatchAttempt,
  role: BatchRole,
): Readonly<Record<string, string>> {
  return { [RUN_LABEL]: fingerprint, [ATTEMPT_LABEL]: String(attempt), [ROLE_LABEL]: role };
}
