import { z } from 'zod';

/** What can go wrong, as a caller may switch on it: the last part of the problem's `type`. Never renamed. */
export const PROBLEM_TYPES = [
  'invalid-input',
  'unauthenticated',
  'forbidden',
  'not-found',
  'method-not-allowed',
  'gone',
  'already-exists',
  'conflict',
  'in-use',
  'request-in-progress',
  'precondition-failed',
  'payload-too-large',
  'unsupported-media-type',
  'idempotency-key-reused',
  'precondition-required',
  'rate-limited',
  'internal-error',
  'unavailable',
  'timed-out',
] as const;
export type ProblemType = (typeof PROBLEM_TYPES)[number];

/** The body of every answer that is no success: RFC 9457, with every fault as in its section 3. */
export const problemView = z
  .object({
    type: z.enum(PROBLEM_TYPES.map((type) => `urn:evenkeel:problem:${type}` as const)),
    status: z.int(),
    title: z.string(),
    detail: z.string(),
    errors: z
      .array(z.object({ pointer: z.string(), detail: z.string() }))
      .exactOptional()
      .describe('Every fault of the request, each with its JSON pointer (RFC 6901).'),
    changed: z
      .array(
        z.object({
          pointer: z.string(),
          before: z.unknown().optional(),
          after: z.unknown().optional(),
        }),
      )
      .exactOptional()
      .describe('With 412: what differs between the version that was expected and the present one.'),
  })
  .meta({ id: 'Problem' });
