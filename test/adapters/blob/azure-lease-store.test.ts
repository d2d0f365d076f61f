import { BlobServiceClient } from '@azure/storage-blob';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { startBlob, type BlobServer } from '../../../local/blob/start-blob.ts';
import { AzureLeaseStore } from '../../../shared/adapters/blob/azure-lease-store.ts';
import { Unavailable } from '../../../shared/domain/errors.ts';
import { LEASE_MS, type Term } from '../../../shared/domain/lease/lease.ts';
import { isRunId, type RunAttempt } from '../../../shared/domain/run/run-id.ts';
import { present } from '../../support/present.ts';
import { type FaultyProxy, first, firstIs, startFaultyProxy } from './faulty-proxy.ts';

const FIRST = attemptOf('first');
const SECOND = attemptOf('second');
const THIRD = attemptOf('third');

let server: BlobServer;
let service: BlobServiceClient;
let proxy: FaultyProxy;
/** Reaches the service past the proxy. */
let direct: AzureLeaseStore;
/** Each request is sent once, so that what becomes of it is what the store sees. */
let store: AzureLeaseStore;
let resource: string;
let cases = 0;

beforeAll(async () => {
  // The service is in this process, and reads its clock here; timers stay real.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  server = await startBlob({});
  service = BlobServiceClient.fromConnectionString(server.connectionString);
  await service.getContainerClient('locks').create();
  proxy = await startFaultyProxy(server.connectionString);
  direct = new AzureLeaseStore(service);
  store = new AzureLeaseStore(
    BlobServiceClient.fromConnectionString(proxy.connectionString, { retryOptions: { maxTries: 1 } }),
  );
});

beforeEach(() => {
  cases += 1;
  resource = `case-${cases}`;
});

afterEach(() => {
  proxy.fateOf = async () => 'pass';
});

afterAll(async () => {
  await proxy.stop();
  await server.stop();
  vi.useRealTimers();
});

function expire(): void {
  vi.setSystemTime(Date.now() + LEASE_MS + 1_000);
}

async function acquire(holder: RunAttempt, from = direct): Promise<Term> {
  const acquisition = await from.acquire(resource, holder);
  if (acquisition.outcome === 'held') throw new Error('It is held.');
  return acquisition.term;
}

/** The first lets its lease expire, the second takes it and dies before its name is on the lock. */
async function takenWithoutName(): Promise<Term> {
  const term = await acquire(FIRST);
  expire();
  proxy.fateOf = firstIs('write', 'drop');
  await expect(store.acquire(resource, SECOND)).rejects.toThrow(Unavailable);
  return term;
}

describe('an acquisition', () => {
  test('killed between the lease and the epoch keeps others away, and can be repeated', async () => {
    const former = await takenWithoutName();

    expect(await direct.acquire(resource, FIRST)).toMatchObject({ outcome: 'held' });
    expect(await direct.writeNotes(former, {})).toBe('lost');
    expect(await direct.renew(former)).toBe('lost');
    expect(await acquire(SECOND)).toMatchObject({ epoch: 2 });
  });

  test('killed between the lease and the epoch frees itself', async () => {
    await takenWithoutName();
    expire();

    expect(await acquire(FIRST)).toMatchObject({ epoch: 1 });
  });

  test('whose lease was granted but the answer lost finds it again', async () => {
    await direct.release(await acquire(FIRST));
    proxy.fateOf = firstIs('acquire', 'lose');
    await expect(store.acquire(resource, SECOND)).rejects.toThrow(Unavailable);

    expect(await acquire(SECOND, store)).toMatchObject({ epoch: 2 });
  });

  test('whose epoch was written but the answer lost finds the same epoch', async () => {
    await direct.release(await acquire(FIRST));
    proxy.fateOf = firstIs('write', 'lose');
    await expect(store.acquire(resource, SECOND)).rejects.toThrow(Unavailable);

    expect(await acquire(SECOND, store)).toMatchObject({ epoch: 2 });
  });

  test('that is so slow that its lease has gone to another by the epoch leaves that one alone', async () => {
    await direct.release(await acquire(FIRST));
    let second: Term | undefined;
    proxy.fateOf = first('write', async () => {
      expire();
      second = await acquire(SECOND);
      return 'pass';
    });

    const acquisition = await store.acquire(resource, THIRD);

    expect(acquisition).toMatchObject({ outcome: 'held', lease: { epoch: 2, holder: SECOND } });
    expect(await direct.renew(present(second))).toBe('renewed');
  });

  test('of a lock that another makes at the same moment is one like any other', async () => {
    proxy.fateOf = first('write', async () => {
      await direct.release(await acquire(FIRST));
      return 'pass';
    });

    expect(await acquire(SECOND, store)).toMatchObject({ epoch: 2 });
  });

  test('does not go on with notes that nobody can read', async () => {
    await service
      .getContainerClient('locks')
      .getBlockBlobClient(resource)
      .upload('{', 1, {
        metadata: { epoch: '4' },
      });

    await expect(direct.acquire(resource, FIRST)).rejects.toThrow(`'${resource}' cannot be read; break it`);

    expect(await direct.break(resource, { ifEpoch: 4, isTicketForgotten: true })).toBe('broken');
    expect(await acquire(FIRST)).toMatchObject({ epoch: 6 });
  });

  test('fails where there is no container', async () => {
    const elsewhere = await startBlob({});
    const empty = new AzureLeaseStore(BlobServiceClient.fromConnectionString(elsewhere.connectionString));

    await expect(empty.acquire(resource, FIRST)).rejects.toThrow('container does not exist');
    await elsewhere.stop();
  });
});

describe('a renewal', () => {
  test('whose lease goes to another right after it is lost', async () => {
    const term = await acquire(FIRST);
    proxy.fateOf = first('read', async () => {
      expire();
      await acquire(SECOND);
      return 'pass';
    });

    expect(await store.renew(term)).toBe('lost');
  });
});

describe('a release', () => {
  test('is done though the notes were written meanwhile', async () => {
    const term = await acquire(FIRST);
    proxy.fateOf = first('release', async () => {
      await direct.writeNotes(term, {});
      return 'pass';
    });

    expect(await store.release(term)).toBe('released');
    expect(await direct.get(resource)).toMatchObject({ state: 'free' });
  });

  test('by an earlier term spares the later one that begins meanwhile', async () => {
    const former = await acquire(FIRST);
    let later: Term | undefined;
    proxy.fateOf = first('release', async () => {
      expire();
      await direct.release(await acquire(SECOND));
      later = await acquire(FIRST);
      return 'pass';
    });

    expect(await store.release(former)).toBe('lost');
    expect(await direct.renew(present(later))).toBe('renewed');
  });
});

describe('notes', () => {
  test('of an earlier term spare the later one that begins meanwhile', async () => {
    const former = await acquire(FIRST);
    proxy.fateOf = first('write', async () => {
      expire();
      await direct.release(await acquire(SECOND));
      await acquire(FIRST);
      return 'pass';
    });

    expect(await store.writeNotes(former, {})).toBe('lost');
    expect(await direct.get(resource)).toMatchObject({ epoch: 3, holder: FIRST });
  });

  test('are written though the answer was lost, when the client tries again', async () => {
    const options = { retryOptions: { maxTries: 2, retryDelayInMs: 1 } };
    const patient = new AzureLeaseStore(
      BlobServiceClient.fromConnectionString(proxy.connectionString, options),
    );
    const term = await acquire(FIRST);
    const ticket = { runId: FIRST.runId, requestKey: 'GET /', requestedAt: 1, abandonAt: 2 };
    proxy.fateOf = firstIs('write', 'lose');

    expect(await patient.writeNotes(term, { ticket })).toBe('written');
    expect(await direct.readNotes(term)).toEqual({ ticket });
  });
});

describe('a break', () => {
  const OPTIONS = { ifEpoch: 1, isTicketForgotten: false };

  test('killed between the epoch and the lease has ended the term, and can be repeated', async () => {
    const term = await acquire(FIRST);
    proxy.fateOf = firstIs('break', 'drop');
    await expect(store.break(resource, OPTIONS)).rejects.toThrow(Unavailable);

    expect(await direct.renew(term)).toBe('lost');
    expect(await direct.get(resource)).toMatchObject({ epoch: 2, state: 'held' });

    expect(await store.break(resource, OPTIONS)).toBe('broken');
    expect(await direct.get(resource)).toMatchObject({ epoch: 2, state: 'free' });
  });

  test('whose answer was lost is done, and can be repeated', async () => {
    await acquire(FIRST);
    proxy.fateOf = firstIs('write', 'lose');
    await expect(store.break(resource, OPTIONS)).rejects.toThrow(Unavailable);

    expect(await store.break(resource, OPTIONS)).toBe('broken');
    expect(await direct.get(resource)).toMatchObject({ epoch: 2, state: 'free' });
  });

  test('takes a lease that has no name on it yet, whose holder can have it anew', async () => {
    await takenWithoutName();

    expect(await direct.break(resource, OPTIONS)).toBe('broken');

    expect(await direct.get(resource)).toMatchObject({ epoch: 2, state: 'free' });
    expect(await acquire(SECOND)).toMatchObject({ epoch: 3 });
  });

  test('spares one who comes between the epoch and the lease', async () => {
    await acquire(FIRST);
    let second: Term | undefined;
    proxy.fateOf = first('break', async () => {
      expire();
      second = await acquire(SECOND);
      return 'pass';
    });

    expect(await store.break(resource, OPTIONS)).toBe('broken');

    expect(second).toMatchObject({ epoch: 3 });
    expect(await direct.renew(present(second))).toBe('renewed');
  });

  test('is done though the holder writes its notes meanwhile', async () => {
    const term = await acquire(FIRST);
    const ticket = { runId: FIRST.runId, requestKey: 'GET /', requestedAt: 1, abandonAt: 2 };
    proxy.fateOf = first('write', async () => {
      await direct.writeNotes(term, { ticket });
      return 'pass';
    });

    expect(await store.break(resource, OPTIONS)).toBe('broken');

    expect(await direct.get(resource)).toMatchObject({ epoch: 2, state: 'free', notes: { ticket } });
  });

  test('sees one who has come meanwhile, and does nothing', async () => {
    await direct.release(await acquire(FIRST));
    let second: Term | undefined;
    proxy.fateOf = first('write', async () => {
      second = await acquire(SECOND);
      return 'pass';
    });

    expect(await store.break(resource, OPTIONS)).toBe('changed');
    expect(await direct.renew(present(second))).toBe('renewed');
  });
});

test('a service that does not answer is unavailable, whatever it is asked', async () => {
  const term = await acquire(FIRST);
  proxy.fateOf = async () => 'drop';

  const calls = [
    store.acquire(resource, FIRST),
    store.renew(term),
    store.writeNotes(term, {}),
    store.readNotes(term),
    store.release(term),
    store.get(resource),
    Array.fromAsync(store.list()),
    store.break(resource, { ifEpoch: 1, isTicketForgotten: true }),
  ];

  for (const call of await Promise.allSettled(calls)) {
    expect(call).toMatchObject({ status: 'rejected', reason: { name: 'Unavailable' } });
  }
});

function attemptOf(jobId: string): RunAttempt {
  const runId = `${jobId}.20260301T060000Z`;
  if (!isRunId(runId)) throw new Error(`'${runId}' is no run id.`);
  return { runId, attempt: 1 };
}
