/** Names a job: 1 to 64 letters, digits, `-` and `_`, beginning with a letter or digit. */
export type JobId = string & { readonly __brand: 'JobId' };

/** What there is to see of the rule at a glance; `isJobId` has all of it. */
export const JOB_ID_PATTERN = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** `POST /api/jobs/schedule` and `/bulk` make jobs; a job of such a name could not be told from them. */
const RESERVED = new Set(['schedule', 'bulk']);

/** What a job id has to look like, in words for an error message. */
export const JOB_ID_RULE =
  'must be 1 to 64 letters, digits, "-" or "_", beginning with a letter or digit, and not "schedule" or "bulk"';

/**
 * Job ids end up in run ids, and those in Cosmos ids, Service Bus message ids and Durable instance ids
 * (100 characters, none of `/ \ # ?`), so the rule is narrower than any of those.
 */
export function isJobId(text: string): text is JobId {
  return JOB_ID_PATTERN.test(text) && !RESERVED.has(text.toLowerCase());
}
