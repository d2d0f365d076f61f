import { CosmosClient } from '@azure/cosmos';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startCosmos, type CosmosServer } from '../../../../local/cosmos/start-cosmos.ts';
import { DATABASES } from '../../../../local/resources.ts';
import { sha256Fingerprint } from '../../../../shared/adapters/ids/sha256-fingerprint.ts';
import { VersionConflict } from '../../../../shared/domain/errors.ts';
import { attemptIdOf } from '../../../../shared/domain/run/run-id.ts';
import { CosmosWebhookCallStore } from '../../../../shared/kinds/webhook/adapters/cosmos-webhook-call-store.ts';
import type { WebhookCallStore } from '../../../../shared/kinds/webhook/application/ports/webhook-call-store.ts';
import type { WebhookCall } from '../../../../shared/kinds/webhook/domain/webhook-call.ts';
import { LeapingClock } from '../../../conformance/targets/leaping-clock.ts';
import { exampleRunningRun } from '../../../support/example-run.ts';
import { MemoryWebhookCallStore } from '../../../support/memory/memory-webhook-calls.ts';
import { present } from '../../../support/present.ts';

const NOW = Date.parse('2026-03-01T06:00:00Z');
const DAY_MS = 24 * 60 * 60 * 1000;

function callOf(attempt: number, differing: Partial<WebhookCall> = {}): WebhookCall {
  const { runId } = exampleRunningRun();
  const callId = sha256Fingerprint(attemptIdOf(runId, attempt));
  return { runId, attempt, callId, last: { number: 1, begunAt: NOW }, digests: [], ...differing };
}

/** What a store of calls has to do; `make` gives one, and attempts that it holds nothing of. */
function describeCallStore(make: () => Promise<{ calls: WebhookCallStore; attempt: number }>): void {
  let calls: WebhookCallStore;
  let attempt: number;

  beforeEach(async () => {
    ({ calls, attempt } = await make());
  });

  test('knows nothing of a call that was not begun', async () => {
    expect(await calls.get(callOf(attempt))).toBeUndefined();
    expect(await calls.find('0000000000000000')).toBeUndefined();
  });

  test('gives back all that was stored, by its attempt and by its name', async () => {
    const call = callOf(attempt, {
      last: {
        ...{ number: 3, begunAt: NOW, digest: 'd3' },
        sent: {
          ...{ outcome: 'later', pauseMs: 2000, isBusy: false, wasRefused: false, isLast: true },
          failure: { reason: 'service-failed', message: 'It said 500.' },
        },
      },
      digests: ['d1', 'd3'],
      callback: {
        receivedAt: NOW + 5,
        ending: { outcome: 'done', host: 'h', message: 'Well.', output: { a: [1, null, 'x'] } },
      },
    });

    expect(await calls.create(call)).toBe('created');

    expect((await calls.get(call))?.value).toEqual(call);
    expect(await calls.find(call.callId)).toEqual(await calls.get(call));
    expect(await calls.get({ ...call, attempt: attempt + 500_000 })).toBeUndefined();
  });

  test('takes one of ten first notes at once', async () => {
    const created = await Promise.all(Array.from({ length: 10 }, () => calls.create(callOf(attempt))));

    expect(created.filter((outcome) => outcome === 'created')).toHaveLength(1);
  });

  test('takes one of ten changes of what was read', async () => {
    await calls.create(callOf(attempt));
    const { version } = present(await calls.get(callOf(attempt)));

    const saved = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) =>
        calls.save(callOf(attempt, { digests: [String(index)] }), { ifVersion: version }),
      ),
    );

    expect(saved.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of saved) {
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(VersionConflict);
    }
  });

  test('changes nothing that is not there', async () => {
    await expect(calls.save(callOf(attempt), { ifVersion: '"1"' })).rejects.toThrow(VersionConflict);
  });
}

describe('calls in memory', () => {
  describeCallStore(async () => ({ calls: new MemoryWebhookCallStore(), attempt: 1 }));
});

describe('calls on the local stand-in of Cosmos DB', () => {
  const clock = new LeapingClock();
  let server: CosmosServer;
  let client: CosmosClient;
  let calls: WebhookCallStore;
  let attempt = 0;

  beforeAll(async () => {
    server = await startCosmos({ databases: DATABASES, now: clock.now });
    client = new CosmosClient({ endpoint: server.endpoint, key: server.key });
    calls = new CosmosWebhookCallStore(client.database('evenkeel').container('requests'), sha256Fingerprint);
  });

  afterAll(async () => {
    client.dispose();
    await server.stop();
  });

  describeCallStore(async () => ({ calls, attempt: (attempt += 1) }));

  test('are kept for longer than an attempt may take, and not for ever', async () => {
    const call = callOf(1000);
    await calls.create(call);

    clock.leap(7 * DAY_MS);
    expect(await calls.get(call)).toBeDefined();
    clock.leap(DAY_MS + 1000);
    expect(await calls.get(call)).toBeUndefined();
  });
});
