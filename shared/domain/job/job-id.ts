/** Names a job: 1 to 64 letters, digits, `-` and `_`, beginning with a letter or digit. */
export type JobId = string & { readonly __brand: 'JobId' };

const PATTERN = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** `POST /api/jobs/schedule` makes a job; a job of that name could not be told from it. */
const RESERVED = new Set(['schedule']);

/** What a job id has to look like, in words for an error message. */
export const JOB_ID_RULE =
  'must be 1 to 64 letters, digits, "-" or "_", beginning with a letter or digit, and not "schedule"';

/**
 * Job ids end up in run ids, and those in Cosmos ids, Service Bus message ids and Durable instance ids
 * (100 characters, none of `/ \ # ?`), so the rule is narrower than any of those.
 */
export function isJobId(text: string): text is JobId {
  return PATTERN.test(text) && !RESERVED.has(text.toLowerCase());
}
