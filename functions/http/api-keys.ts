import type { CreatedKey, KeyRequest } from '../../shared/application/access/api-keys.ts';
import type { Clock } from '../../shared/application/ports/environment.ts';
import type { Page, PageRequest } from '../../shared/application/ports/versioned.ts';
import {
  createdKeyView,
  createKeyContract,
  keyView,
  listKeysContract,
  revokeKeyContract,
} from '../../shared/contracts/http/api-keys.ts';
import type { Actor } from '../../shared/domain/access/actor.ts';
import { MAX_KEY_AGE_MS, type ApiKey } from '../../shared/domain/access/api-key.ts';
import type { Caller } from '../../shared/domain/access/caller.ts';
import { InvalidInput } from '../../shared/domain/errors.ts';
import { operation, type Operation } from './api/operation.ts';
import { actorOf } from './grants.ts';
import { notFound, problem } from './problem.ts';

interface UseCases {
  readonly createKey: (request: KeyRequest, actor: Actor) => Promise<CreatedKey>;
  readonly listKeys: (caller: Caller, request: PageRequest) => Promise<Page<ApiKey>>;
  readonly revokeKey: (keyId: string, caller: Caller, actor: Actor) => Promise<'revoked' | 'not-found'>;
  readonly clock: Clock;
}

/** `POST` and `GET /api/keys`, `DELETE /api/keys/{keyId}`. */
export function keyOperations({ createKey, listKeys, revokeKey, clock }: UseCases): readonly Operation[] {
  return [
    operation(createKeyContract, async (call) => {
      // A key that leaked must not be able to outlive its own end, or its being revoked.
      if (call.caller.id.startsWith('key:')) return noKeysOfKeys();
      const { name, grants, expiresAt } = call.body;
      const asked = { name, grants, expiresAt: expiryOf(expiresAt, clock.now()) };
      const { key, text } = await createKey(asked, actorOf(call));
      return {
        status: 201,
        headers: { location: `/api/keys/${key.keyId}`, 'cache-control': 'no-store' },
        jsonBody: createdKeyView(key, text),
      };
    }),
    operation(listKeysContract, async ({ caller, query }) => {
      const { items, ...rest } = await listKeys(caller, query);
      return { jsonBody: { items: items.map(keyView), ...rest } };
    }),
    operation(revokeKeyContract, async (call) => {
      const { keyId } = call.path;
      if (call.ifMatch !== undefined && call.ifMatch !== '*') return withoutVersions(keyId);
      const revoked = await revokeKey(keyId, call.caller, actorOf(call));
      return revoked === 'revoked' ? { status: 204 } : notFound('key', keyId);
    }),
  ];
}

/** The instant in epoch ms. Throws InvalidInput when it is past, or too far away. */
function expiryOf(text: string, now: number): number {
  const expiresAt = Date.parse(text);
  if (expiresAt > now && expiresAt <= now + MAX_KEY_AGE_MS) return expiresAt;
  const message = expiresAt > now ? 'must be at most 366 days from now' : 'must be in the future';
  throw new InvalidInput('The body has faults.', [{ pointer: '/expiresAt', message }]);
}

/** What is named in `If-Match` can be no version of a key. */
function withoutVersions(keyId: string) {
  return problem({
    type: 'precondition-failed',
    status: 412,
    title: 'Not the version that was expected.',
    detail: `Key '${keyId}' has no versions: a key is never changed. Leave If-Match out.`,
  });
}

function noKeysOfKeys() {
  return problem({
    type: 'forbidden',
    status: 403,
    title: 'Not allowed.',
    detail: 'An API key cannot make another one. Use a token of your own.',
  });
}
