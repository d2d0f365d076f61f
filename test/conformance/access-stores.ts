import { beforeEach, describe, expect, test } from 'vitest';
import type { GrantStore, PrincipalGrants } from '../../shared/application/ports/grant-store.ts';
import type { KeyStore } from '../../shared/application/ports/key-store.ts';
import type { RateStore } from '../../shared/application/ports/rate-store.ts';
import type { RequestStore, StoredRequest } from '../../shared/application/ports/request-store.ts';
import type { ApiKey } from '../../shared/domain/access/api-key.ts';
import { sha256Text } from '../../shared/adapters/ids/secret-digest.ts';
import { createAdmitCaller } from '../../shared/application/access/admit-caller.ts';
import { createAnswerOnce } from '../../shared/application/access/answer-once.ts';
import { FixedClock, RecordingLog } from '../support/memory/memory-stores.ts';
import { InvalidInput, VersionConflict } from '../../shared/domain/errors.ts';
import { principalFrom } from '../support/access/principal-from.ts';
import { at } from '../support/example-job.ts';
import { present } from '../support/present.ts';

export interface AccessStores {
  readonly grants: GrantStore;
  readonly keys: KeyStore;
  readonly requests: RequestStore;
  readonly rates: RateStore;
}

const ADA = principalFrom('user', 1);

function granted(principal = ADA): PrincipalGrants {
  return {
    ...{ principal, description: 'Ada' },
    grants: [
      { role: 'reader', valueStream: '*' },
      { role: 'admin', valueStream: 'retention' },
    ],
  };
}

const KEY: ApiKey = {
  ...{
    keyId: '0123456789abcdef',
    name: 'pipeline',
    grants: [{ role: 'operator', valueStream: 'retention' }],
  },
  ...{ createdAt: at('2026-03-01T06:00:00Z'), createdBy: 'ada', expiresAt: at('2026-06-01T06:00:00.123Z') },
  digest: 'f'.repeat(64),
};

const BEGUN: StoredRequest = {
  id: 'a'.repeat(64),
  content: 'b'.repeat(64),
  begunAt: at('2026-03-01T06:00:00Z'),
};

const ANSWER = { status: 201, headers: { etag: '"1"' }, body: '{"ok":true}' };

/** What the stores of who may do what have to do; `make` gives empty ones. */
export function describeAccessStores(make: () => Promise<AccessStores>): void {
  let stores: AccessStores;

  beforeEach(async () => {
    stores = await make();
  });

  describe('a grant store', () => {
    test('gives back what was stored, with its version', async () => {
      const version = await stores.grants.create(granted());

      expect(await stores.grants.get(ADA)).toEqual({ value: granted(), version });
      expect(await stores.grants.get(principalFrom('user', 2))).toBeUndefined();
    });

    test('takes one of ten created at once', async () => {
      const versions = await Promise.all(Array.from({ length: 10 }, () => stores.grants.create(granted())));

      expect(versions.filter((version) => version !== undefined)).toHaveLength(1);
    });

    test('replaces and removes at the version only', async () => {
      const first = present(await stores.grants.create(granted()));
      const second = await stores.grants.save({ ...granted(), description: 'A.' }, { ifVersion: first });

      await expect(stores.grants.save(granted(), { ifVersion: first })).rejects.toThrow(VersionConflict);
      await expect(stores.grants.remove(ADA, { ifVersion: first })).rejects.toThrow(VersionConflict);
      await stores.grants.remove(ADA, { ifVersion: second });
      await expect(stores.grants.remove(ADA, { ifVersion: second })).rejects.toThrow(VersionConflict);

      expect(await stores.grants.get(ADA)).toBeUndefined();
    });

    test('lists page after page in order of principal', async () => {
      const principals = [3, 1, 4, 2].map((number) => principalFrom('group', number));
      for (const principal of principals) await stores.grants.create(granted(principal));

      const first = await stores.grants.list({ limit: 3 });
      const second = await stores.grants.list({ limit: 3, cursor: present(first.nextCursor) });

      expect([...first.items, ...second.items]).toEqual(principals.toSorted().map(granted));
      expect(second.nextCursor).toBeUndefined();
    });

    test('refuses a cursor that no page gave', async () => {
      await expect(stores.grants.list({ limit: 3, cursor: '%' })).rejects.toThrow(InvalidInput);
    });
  });

  describe('a key store', () => {
    test('gives back what was stored, and nothing once it is removed', async () => {
      expect(await stores.keys.create(KEY)).toBe('created');
      expect(await stores.keys.get(KEY.keyId)).toEqual(KEY);

      expect(await stores.keys.remove(KEY.keyId)).toBe('removed');
      expect(await stores.keys.remove(KEY.keyId)).toBe('not-found');
      expect(await stores.keys.get(KEY.keyId)).toBeUndefined();
    });

    test('keeps the first of one id', async () => {
      await stores.keys.create(KEY);

      expect(await stores.keys.create({ ...KEY, name: 'other' })).toBe('already-exists');
      expect((await stores.keys.list({ limit: 5 })).items).toEqual([KEY]);
    });

    test('lists page after page in order of id', async () => {
      const keys = ['c', 'a', 'b'].map((letter) => ({ ...KEY, keyId: letter.repeat(16) }));
      for (const key of keys) await stores.keys.create(key);

      const first = await stores.keys.list({ limit: 2 });
      const second = await stores.keys.list({ limit: 2, cursor: present(first.nextCursor) });

      expect(first.items.map(({ keyId }) => keyId[0])).toEqual(['a', 'b']);
      expect(second).toEqual({ items: [keys[0]] });
    });

    test('refuses a cursor that no page gave', async () => {
      await expect(stores.keys.list({ limit: 3, cursor: '%' })).rejects.toThrow(InvalidInput);
    });
  });

  describe('a request store', () => {
    test('gives back what was begun, and what was answered', async () => {
      const begun = present(await stores.requests.create(BEGUN));
      expect(await stores.requests.get(BEGUN.id)).toEqual({ value: BEGUN, version: begun });

      const answered = await stores.requests.save({ ...BEGUN, answer: ANSWER }, { ifVersion: begun });
      expect(await stores.requests.get(BEGUN.id)).toEqual({
        value: { ...BEGUN, answer: ANSWER },
        version: answered,
      });
    });

    test('takes an answer of 1 MB', async () => {
      const answer = { ...ANSWER, body: 'ä'.repeat(524_288) };
      const begun = present(await stores.requests.create(BEGUN));
      await stores.requests.save({ ...BEGUN, answer }, { ifVersion: begun });

      expect((await stores.requests.get(BEGUN.id))?.value.answer).toEqual(answer);
    });

    test('takes one of ten begun at once', async () => {
      const versions = await Promise.all(Array.from({ length: 10 }, () => stores.requests.create(BEGUN)));

      expect(versions.filter((version) => version !== undefined)).toHaveLength(1);
    });

    test('lets one of ten take over', async () => {
      const ifVersion = present(await stores.requests.create(BEGUN));

      const taken = await Promise.allSettled(
        Array.from({ length: 10 }, () => stores.requests.save(BEGUN, { ifVersion })),
      );

      expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });

    test('has the work of twenty requests under one key at once done by one of them', async () => {
      const clock = new FixedClock('2026-03-01T06:00:00Z');
      let worked = 0;
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => {
          const once = createAnswerOnce({ ...stores, clock, log: new RecordingLog(), digest: sha256Text });
          return once({ callerId: 'key:a', operationId: 'work', key: 'k', content: 'c' }, async () => {
            worked += 1;
            return ANSWER;
          });
        }),
      );

      expect(worked).toBe(1);
      const first = answers.filter((answer) => answer.outcome === 'answered' && !answer.isRepeated);
      expect(first).toHaveLength(1);
    });

    test('removes at the version only', async () => {
      const first = present(await stores.requests.create(BEGUN));
      const second = await stores.requests.save(BEGUN, { ifVersion: first });

      await expect(stores.requests.remove(BEGUN.id, { ifVersion: first })).rejects.toThrow(VersionConflict);
      await stores.requests.remove(BEGUN.id, { ifVersion: second });

      expect(await stores.requests.get(BEGUN.id)).toBeUndefined();
    });
  });

  describe('a rate store', () => {
    const WINDOW = { callerId: 'key:0123456789abcdef', startsAt: 0, lengthMs: 60_000 };

    test('gives shares until nothing is left', async () => {
      const amounts = { share: 4, limit: 10 };

      const given = [];
      for (let turn = 0; turn < 5; turn += 1) given.push(await stores.rates.take(WINDOW, amounts));

      expect(given).toEqual([4, 4, 2, 0, 0]);
    });

    test('gives no more than the limit to twenty who ask at once', async () => {
      const given = await Promise.all(
        Array.from({ length: 20 }, () => stores.rates.take(WINDOW, { share: 3, limit: 20 })),
      );

      expect(given.reduce((sum, amount) => sum + amount, 0)).toBe(20);
    });

    test('has several instances together let through the limit, and no more', async () => {
      const clock = new FixedClock('2026-03-01T06:00:00Z');
      const instances = Array.from({ length: 3 }, () =>
        createAdmitCaller({ rates: stores.rates, clock, requestsPerMinute: 50 }),
      );

      const answers = await Promise.all(
        instances.flatMap((admit) => Array.from({ length: 40 }, () => admit('key:a'))),
      );

      expect(answers.filter(({ outcome }) => outcome === 'admitted')).toHaveLength(50);
    });

    test('counts callers and windows apart', async () => {
      await stores.rates.take(WINDOW, { share: 5, limit: 5 });

      expect(await stores.rates.take({ ...WINDOW, startsAt: 60_000 }, { share: 5, limit: 5 })).toBe(5);
      expect(await stores.rates.take({ ...WINDOW, callerId: 'user:b' }, { share: 5, limit: 5 })).toBe(5);
    });

    test('gives less than a share where the limit is less', async () => {
      expect(await stores.rates.take(WINDOW, { share: 5, limit: 1 })).toBe(1);
    });
  });
}
