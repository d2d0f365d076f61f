import type { ProblemType } from './problem.ts';

/** The HTTP status that each problem comes with. */
export const PROBLEM_STATUS: Readonly<Record<ProblemType, number>> = {
  'invalid-input': 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  'method-not-allowed': 405,
  gone: 410,
  'already-exists': 409,
  conflict: 409,
  'in-use': 409,
  'request-in-progress': 409,
  'precondition-failed': 412,
  'payload-too-large': 413,
  'unsupported-media-type': 415,
  'idempotency-key-reused': 422,
  'precondition-required': 428,
  'rate-limited': 429,
  'internal-error': 500,
  unavailable: 503,
  'timed-out': 503,
};
