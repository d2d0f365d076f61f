import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type {
  BreakOutcome,
  BreakRequest,
  BrokenLock,
  ExpectedEpochs,
} from '../../shared/application/break-lock.ts';
import type { Page, PageRequest } from '../../shared/application/ports/versioned.ts';
import type { Lock, LockDetail, LockFilter } from '../../shared/application/read-locks.ts';
import {
  breakLockRequest,
  breakWarnings,
  changeView,
  locksQuery,
  lockView,
} from '../../shared/contracts/http/locks.ts';
import { resourceName } from '../../shared/contracts/http/report-collection-task.ts';
import type { FunctionRegistry } from '../registry.ts';
import { httpHandler } from './handler.ts';
import { expectedVersions } from './if-match.ts';
import { parseQuery } from './jobs.ts';
import { notFound, problem } from './problem.ts';
import { readJson } from './read-json.ts';

interface UseCases {
  readonly listLocks: (filter: LockFilter, request: PageRequest) => Promise<Page<Lock>>;
  readonly readLock: (resource: string) => Promise<LockDetail | undefined>;
  readonly breakLock: (
    resource: string,
    request: BreakRequest,
    expected: ExpectedEpochs,
  ) => Promise<BreakOutcome>;
}

/** `GET /api/locks`, `GET /api/locks/{resource}`, `POST /api/locks/{resource}/break`. */
export function registerLocks(app: FunctionRegistry, { listLocks, readLock, breakLock }: UseCases): void {
  app.http('listLocks', {
    methods: ['GET'],
    route: 'locks',
    authLevel: 'function',
    handler: httpHandler(async (request) => {
      const { limit, cursor, state } = parseQuery(request, locksQuery);
      const page = await listLocks({ state }, { limit, ...(cursor === undefined ? {} : { cursor }) });
      return { jsonBody: { ...page, items: page.items.map(lockView) } };
    }),
  });

  app.http('readLock', {
    methods: ['GET'],
    route: 'locks/{resource}',
    authLevel: 'function',
    handler: withResource(async (resource) => {
      const found = await readLock(resource);
      if (found === undefined) return notFound('lock', resource);
      const { lock, lastChanges } = found;
      const jsonBody = { ...lockView(lock), lastChanges: lastChanges.map(changeView) };
      return { headers: { etag: etagOf(lock) }, jsonBody };
    }),
  });

  app.http('breakLock', {
    methods: ['POST'],
    route: 'locks/{resource}/break',
    authLevel: 'function',
    handler: withResource(async (resource, request) => {
      const { forgetTicket, ...who } = await readJson(request, breakLockRequest);
      const asked = { ...who, isTicketForgotten: forgetTicket };
      const outcome = await breakLock(resource, asked, expectedEpochs(request));
      return outcome.outcome === 'broken' ? broken(outcome, asked) : refused(outcome, resource);
    }),
  });
}

/** A handler of a route with a resource; what is no name of one names no lock. */
function withResource(
  handle: (resource: string, request: HttpRequest) => Promise<HttpResponseInit>,
): ReturnType<typeof httpHandler> {
  return httpHandler(async (request) => {
    const resource = request.params['resource'] ?? '';
    return resourceName.safeParse(resource).success ? handle(resource, request) : notFound('lock', resource);
  });
}

function etagOf({ lease: { epoch } }: Lock): string {
  return `"${epoch}"`;
}

/**
 * The epochs in `If-Match`. `*` counts as none: the same request sent twice would take the lock from the next holder
 * too, which nobody meant.
 */
function expectedEpochs(request: HttpRequest): ExpectedEpochs {
  const versions = expectedVersions(request);
  if (versions === undefined || versions === '*') return undefined;
  return versions.flatMap((version) => (/^"\d{1,15}"$/.test(version) ? [Number(version.slice(1, -1))] : []));
}

function broken({ lock, before, isRecorded }: BrokenLock, { isTicketForgotten }: BreakRequest) {
  const { resource } = lock.lease;
  const facts = { resource, ...(before === undefined ? {} : { before }), isTicketForgotten, isRecorded };
  return {
    headers: { etag: etagOf(lock) },
    jsonBody: { ...lockView(lock), warnings: breakWarnings(facts) },
  };
}

function refused(refusal: Exclude<BreakOutcome, BrokenLock>, resource: string): HttpResponseInit {
  switch (refusal.outcome) {
    case 'not-found':
      return notFound('lock', resource);
    case 'version-required':
      return problem({
        type: 'precondition-required',
        status: 428,
        title: 'Say which holding is to be ended.',
        detail: `Read lock '${resource}' and send its ETag, its epoch, in the header If-Match; '*' will not do.`,
      });
    case 'version-mismatch':
      return mismatch(refusal.wasAskedBefore, resource);
    case 'nothing-to-break':
      return nothingToBreak(refusal.lock, resource);
  }
}

function mismatch(wasAskedBefore: boolean, resource: string): HttpResponseInit {
  const detail = wasAskedBefore
    ? `Lock '${resource}' has another epoch by now. The same request came before and may have been what changed it; nothing was done this time. Read it again.`
    : `Lock '${resource}' has another epoch: somebody else has it or has broken it. Read it again.`;
  return problem({ type: 'precondition-failed', status: 412, title: 'Not the holding it was.', detail });
}

function nothingToBreak({ lease: { notes } }: Lock, resource: string): HttpResponseInit {
  const detail =
    notes.ticket === undefined
      ? `Lock '${resource}' is held by nobody and has no ticket.`
      : `Lock '${resource}' is held by nobody. To have its ticket dropped, send forgetTicket: true.`;
  return problem({ type: 'conflict', status: 409, title: 'There is nothing to break.', detail });
}
