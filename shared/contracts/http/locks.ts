import { z } from 'zod';
import { auditedChangeViewSchema, breakWarningView, LOCK_STATES, lockViewSchema } from './lock-view.ts';
import { jsonBody, NO_BODY, NO_PARAMS, NO_QUERY, operationContract } from './operation.ts';
import { pageView } from './page-view.ts';
import { paging } from './paging.ts';
import { resourceName } from './resource-name.ts';
import { runRequest } from './run-requests.ts';

/** The body of `POST /api/locks/{resource}/break`. */
const breakLockRequest = runRequest.extend({
  forgetTicket: z
    .boolean()
    .default(false)
    .describe('Also drops the request that was sent, so that the next collection asks the server anew.'),
});

const lockDetail = lockViewSchema
  .extend({ lastChanges: z.array(auditedChangeViewSchema).readonly() })
  .meta({ id: 'LockDetail' });

/** A lock with its last changes by people. */
export type LockDetailView = z.output<typeof lockDetail>;

const brokenLock = lockViewSchema
  .extend({ warnings: z.array(breakWarningView).readonly() })
  .meta({ id: 'BrokenLock' });

/** A lock that was broken, and what may follow from it. */
export type BrokenLockView = z.output<typeof brokenLock>;

const tag = 'Locks';
const params = z.object({ resource: resourceName });

export const listLocksContract = operationContract({
  ...{ operationId: 'listLocks', method: 'GET', path: '/locks', tag },
  summary: 'The locks of all resources that were ever held, by name',
  description: 'A lock is in the value stream of the job whose run holds it, or held it last.',
  access: { role: 'reader', of: 'any' },
  params: NO_PARAMS,
  query: z.strictObject({
    state: z.enum(LOCK_STATES, `must be one of ${LOCK_STATES.join(', ')}`).exactOptional(),
    ...paging,
  }),
  body: NO_BODY,
  answers: { 200: { description: 'A page of them.', schema: pageView(lockViewSchema) } },
  example: { query: { state: 'held' }, status: 200 },
});

export const readLockContract = operationContract({
  ...{ operationId: 'readLock', method: 'GET', path: '/locks/{resource}', tag },
  summary: 'One lock, with its last twenty changes by people',
  access: { role: 'reader', of: 'lock' },
  params,
  query: NO_QUERY,
  body: NO_BODY,
  answers: {
    200: {
      description: 'The lock.',
      schema: lockDetail,
      headers: ['etag'],
    },
  },
  problems: ['not-found'],
  example: { path: { resource: 'scores-api' }, status: 200 },
});

export const breakLockContract = operationContract({
  ...{ operationId: 'breakLock', method: 'POST', path: '/locks/{resource}/break', tag },
  summary: 'Takes a lock from its holder',
  description:
    "What the holder still writes under the lock is refused. If-Match names the holding that is to be ended, by the lock's ETag; `*` will not do, since the same request sent twice would take the lock from the next holder too.",
  access: { role: 'operator', of: 'lock' },
  params,
  query: NO_QUERY,
  body: jsonBody(breakLockRequest),
  ifMatch: 'required',
  idempotency: 'stored',
  answers: {
    200: {
      description: 'It is broken.',
      schema: brokenLock,
      headers: ['etag'],
    },
  },
  problems: ['not-found', 'precondition-required', 'precondition-failed', 'conflict'],
  example: {
    path: { resource: 'scores-api' },
    headers: { 'if-match': '"1"' },
    body: { reason: 'The host that held it is gone.' },
    status: 200,
  },
});
