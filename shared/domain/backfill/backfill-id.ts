import type { JobId } from '../job/job-id.ts';

const MARK = '.backfill-';

/** The backfill of a job that a request's key names; `fingerprint` has 16 hexadecimal digits. */
export function backfillIdOf(jobId: JobId, fingerprint: string): string {
  const backfillId = `${jobId}${MARK}${fingerprint}`;
  if (!isBackfillIdOf(jobId, backfillId)) throw new RangeError(`'${backfillId}' cannot be a backfill id.`);
  return backfillId;
}

/** Whether the text has the form of the id of a backfill of this job. */
export function isBackfillIdOf(jobId: JobId, text: string): boolean {
  const prefix = `${jobId}${MARK}`;
  return text.startsWith(prefix) && /^[0-9a-f]{16}$/.test(text.slice(prefix.length));
}
