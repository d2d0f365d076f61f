import type { HttpResponseInit } from '@azure/functions';
import type {
  BreakOutcome,
  BreakRequest,
  BrokenLock,
  ExpectedEpochs,
} from '../../shared/application/break-lock.ts';
import type { Page, PageRequest } from '../../shared/application/ports/versioned.ts';
import type { Lock, LockDetail, LockFilter } from '../../shared/application/read-locks.ts';
import type { ExpectedVersions } from '../../shared/application/save-calendar.ts';
import { breakLockContract, listLocksContract, readLockContract } from '../../shared/contracts/http/locks.ts';
import { breakWarnings, changeView, lockView } from '../../shared/contracts/http/lock-view.ts';
import { toPageRequest } from '../../shared/contracts/http/page-view.ts';
import { streamsOf } from '../../shared/domain/access/caller.ts';
import { operation, type Operation } from './api/operation.ts';
import { notFound, problem } from './problem.ts';

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
export function lockOperations({ listLocks, readLock, breakLock }: UseCases): readonly Operation[] {
  return [
    operation(listLocksContract, async ({ query, caller }) => {
      const filter = { state: query.state, valueStreams: streamsOf(caller, 'reader') };
      const page = await listLocks(filter, toPageRequest(query));
      return { jsonBody: { ...page, items: page.items.map(lockView) } };
    }),

    operation(readLockContract, async ({ path: { resource } }) => {
      const found = await readLock(resource);
      if (found === undefined) return notFound('lock', resource);
      const { lock, lastChanges } = found;
      const jsonBody = { ...lockView(lock), lastChanges: lastChanges.map(changeView) };
      return { headers: { etag: etagOf(lock) }, jsonBody };
    }),

    operation(breakLockContract, async ({ path: { resource }, body, ...call }) => {
      const { forgetTicket: isTicketForgotten, reason } = body;
      const asked = { author: call.author(body.author), reason, isTicketForgotten };
      const outcome = await breakLock(resource, asked, expectedEpochs(call.ifMatch));
      return outcome.outcome === 'broken' ? broken(outcome, asked) : refused(outcome, resource);
    }),
  ];
}

function etagOf({ lease: { epoch } }: Lock): string {
  return `"${epoch}"`;
}

/**
 * The epochs in `If-Match`. `*` counts as none: the same request sent twice would take the lock from the next holder
 * too, which nobody meant.
 */
function expectedEpochs(versions: ExpectedVersions): ExpectedEpochs {
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
