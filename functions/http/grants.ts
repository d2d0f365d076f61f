import type { HttpResponseInit } from '@azure/functions';
import {
  grantSubject,
  type DeleteGrantsOutcome,
  type GrantsToDelete,
  type GrantsToSave,
  type SaveGrantsOutcome,
} from '../../shared/application/access/change-grants.ts';
import type { ChangedSince } from '../../shared/application/changed-since.ts';
import type { ExpectedVersions } from '../../shared/application/save-calendar.ts';
import type { GrantStore } from '../../shared/application/ports/grant-store.ts';
import {
  deleteGrantsContract,
  listGrantsContract,
  principalGrantsView,
  readGrantsContract,
  saveGrantsContract,
} from '../../shared/contracts/http/grants.ts';
import type { Principal } from '../../shared/domain/access/principal.ts';
import type { Actor } from '../../shared/domain/access/actor.ts';
import { InvalidInput } from '../../shared/domain/errors.ts';
import { operation, type Operation } from './api/operation.ts';
import type { Call } from './api/call.ts';
import { outdated } from './outdated.ts';
import { notFound, problem } from './problem.ts';

interface UseCases {
  readonly grants: Pick<GrantStore, 'get' | 'list'>;
  readonly saveGrants: (asked: GrantsToSave) => Promise<SaveGrantsOutcome>;
  readonly deleteGrants: (asked: GrantsToDelete) => Promise<DeleteGrantsOutcome>;
  readonly changedSince: ChangedSince;
}

/** `GET /api/grants`, `GET`, `PUT` and `DELETE /api/grants/{principal}`. */
export function grantsOperations({
  grants,
  saveGrants,
  deleteGrants,
  changedSince,
}: UseCases): readonly Operation[] {
  const refuse = (principal: Principal, expected: ExpectedVersions) =>
    outdated(changedSince, {
      ...{ subject: grantSubject(principal), expected, words: `The grants of '${principal}' are` },
    });
  return [
    operation(listGrantsContract, async ({ query }) => {
      const { items, ...rest } = await grants.list(query);
      return { jsonBody: { items: items.map(principalGrantsView), ...rest } };
    }),
    operation(readGrantsContract, async ({ path: { principal } }) => {
      const stored = await grants.get(principal);
      if (stored === undefined) return notFound('grant of', principal);
      return { headers: { etag: stored.version }, jsonBody: principalGrantsView(stored.value) };
    }),
    operation(saveGrantsContract, async (call) => {
      const { principal } = call.path;
      const { principal: said = principal, description, grants: given } = call.body;
      if (said !== principal) throw otherPrincipal(principal);
      const value = { principal, ...(description !== undefined && { description }), grants: given };
      const saved = await saveGrants({ grants: value, expected: call.ifMatch, actor: actorOf(call) });
      return saved.outcome === 'version-mismatch'
        ? refuse(principal, call.ifMatch)
        : afterSaving(saved, principal);
    }),
    operation(deleteGrantsContract, async (call) => {
      const { principal } = call.path;
      const asked = { principal, expected: call.ifMatch, actor: actorOf(call) };
      const deleted = await deleteGrants(asked);
      return deleted === 'version-mismatch'
        ? refuse(principal, call.ifMatch)
        : afterDeleting(deleted, principal);
    }),
  ];
}

/** Who makes the change, and why: by the caller and the header `Change-Reason`. */
export function actorOf<P, Q, B>({ author, reason }: Pick<Call<P, Q, B>, 'author' | 'reason'>): Actor {
  return { author: author(), ...(reason !== undefined && { reason }) };
}

function otherPrincipal(principal: string): InvalidInput {
  const message = `must be "${principal}" as in the path, or left out`;
  return new InvalidInput('The body has faults.', [{ pointer: '/principal', message }]);
}

function afterSaving(
  saved: Exclude<SaveGrantsOutcome, { readonly outcome: 'version-mismatch' }>,
  principal: string,
): HttpResponseInit {
  switch (saved.outcome) {
    case 'created':
    case 'replaced':
    case 'unchanged': {
      const isNew = saved.outcome === 'created';
      const location = isNew ? { location: `/api/grants/${principal}` } : {};
      return {
        status: isNew ? 201 : 200,
        headers: { etag: saved.version, ...location },
        jsonBody: principalGrantsView(saved.value),
      };
    }
    case 'version-required':
      return problem({
        type: 'precondition-required',
        status: 428,
        title: 'Say which version is to be replaced.',
        detail: `'${principal}' has other grants. Read them, and send their ETag as If-Match.`,
      });
  }
}

function afterDeleting(
  deleted: Exclude<DeleteGrantsOutcome, 'version-mismatch'>,
  principal: string,
): HttpResponseInit {
  switch (deleted) {
    case 'deleted':
      return { status: 204 };
    case 'not-found':
      return notFound('grant of', principal);
  }
}
