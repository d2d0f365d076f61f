import { beforeEach, describe, expect, test } from 'vitest';
import { createAnswerOnce, type OnceOutcome } from '../../../shared/application/access/answer-once.ts';
import { sha256Text } from '../../../shared/adapters/ids/secret-digest.ts';
import { InvalidInput, Unavailable } from '../../../shared/domain/errors.ts';
import { MemoryRequestStore } from '../../support/memory/memory-access.ts';
import { FixedClock, RecordingLog } from '../../support/memory/memory-stores.ts';

const ASKED = { callerId: 'key:a', operationId: 'triggerRun', key: 'k-1', content: '{"a":1}' };
const ANSWER = { status: 201, headers: { etag: '"1"' }, body: '{}' };
const REPEATED = { outcome: 'answered', answer: ANSWER, isRepeated: true };

let requests: MemoryRequestStore;
let clock: FixedClock;
let log: RecordingLog;
let worked: number;

beforeEach(() => {
  requests = new MemoryRequestStore();
  clock = new FixedClock('2026-03-01T12:00:00Z');
  log = new RecordingLog();
  worked = 0;
});

function instance(store = requests) {
  return createAnswerOnce({ requests: store, clock, log, digest: sha256Text });
}

async function work() {
  worked += 1;
  return ANSWER;
}

/** Work that a process was killed in: it never ends. */
async function killed(): Promise<never> {
  worked += 1;
  return new Promise(() => undefined);
}

/** Long enough for everything that waits for nothing but memory. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

describe('answerOnce', () => {
  test('does the work once and gives its answer again', async () => {
    const once = instance();

    expect(await once(ASKED, work)).toEqual({ ...REPEATED, isRepeated: false });
    expect(await once(ASKED, work)).toEqual(REPEATED);
    expect(worked).toBe(1);
  });

  test.each([
    ['caller', { callerId: 'key:b' }],
    ['operation', { operationId: 'startBackfill' }],
    ['key', { key: 'k-2' }],
  ])('takes another %s for another request', async (_what, other) => {
    await instance()(ASKED, work);

    expect(await instance()({ ...ASKED, ...other }, work)).toMatchObject({ isRepeated: false });
    expect(worked).toBe(2);
  });

  test('refuses a key that came with other content', async () => {
    await instance()(ASKED, work);

    expect(await instance()({ ...ASKED, content: '{"a":2}' }, work)).toEqual({ outcome: 'key-reused' });
  });

  test('works once for twenty at the same time on several instances', async () => {
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => instance()(ASKED, work)));

    expect(worked).toBe(1);
    expect(outcomes.filter(isFirst)).toHaveLength(1);
    for (const { outcome } of outcomes.filter((one) => !isFirst(one))) {
      expect(['answered', 'in-progress']).toContain(outcome);
    }
  });

  test('says that the same request is being worked at', async () => {
    void instance()(ASKED, killed);
    await settle();

    expect(await instance()(ASKED, work)).toEqual({ outcome: 'in-progress', retryAfterSeconds: 2 });
    expect(await instance()({ ...ASKED, content: 'other' }, work)).toEqual({ outcome: 'key-reused' });
  });

  test('has one of many take over what was killed, two minutes after it began', async () => {
    void instance()(ASKED, killed);
    await settle();

    clock.moveTo('2026-03-01T12:01:59.999Z');
    expect(await instance()(ASKED, work)).toMatchObject({ outcome: 'in-progress' });
    clock.moveTo('2026-03-01T12:02:00Z');
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => instance()(ASKED, work)));

    expect(worked).toBe(2);
    expect(outcomes.filter(isFirst)).toHaveLength(1);
    expect(await instance()(ASKED, work)).toEqual(REPEATED);
  });

  test('answers whoever was overtaken, and keeps the answer of who overtook', async () => {
    const { promise, resolve } = Promise.withResolvers<typeof ANSWER>();
    const slow = instance()(ASKED, () => promise);
    await settle();
    clock.moveTo('2026-03-01T12:03:00Z');
    await instance()(ASKED, work);

    resolve({ ...ANSWER, body: '"late"' });

    expect(await slow).toMatchObject({ answer: { body: '"late"' } });
    expect(await instance()(ASKED, work)).toEqual(REPEATED);
  });

  test.each([500, 503])('keeps no answer of %i', async (status) => {
    await instance()(ASKED, async () => ({ ...ANSWER, status }));

    expect(await instance()(ASKED, work)).toMatchObject({ isRepeated: false });
  });

  test('keeps an answer that refuses', async () => {
    await instance()(ASKED, async () => ({ ...ANSWER, status: 409 }));

    expect(await instance()(ASKED, work)).toMatchObject({ answer: { status: 409 }, isRepeated: true });
  });

  test('keeps no answer of more than 1 MB', async () => {
    const body = 'ä'.repeat(524_289);

    expect(await instance()(ASKED, async () => ({ ...ANSWER, body }))).toMatchObject({ answer: { body } });
    expect(await instance()(ASKED, work)).toMatchObject({ isRepeated: false });
  });

  test('gives the key back when the work throws', async () => {
    const failing = instance()(ASKED, async () => {
      throw new InvalidInput('No.', []);
    });

    await expect(failing).rejects.toThrow(InvalidInput);
    expect(await instance()(ASKED, work)).toMatchObject({ isRepeated: false });
  });

  test('gives the answer of what was done although it cannot be kept', async () => {
    class Forgetful extends MemoryRequestStore {
      override async save(): Promise<never> {
        throw new Unavailable('The store did not answer.');
      }
    }
    const store = new Forgetful();

    expect(await instance(store)(ASKED, work)).toMatchObject({ answer: ANSWER });
    expect(log.errors).toHaveLength(1);
  });

  test('does nothing while the store does not answer', async () => {
    class Away extends MemoryRequestStore {
      override async create(): Promise<never> {
        throw new Unavailable('The store did not answer.');
      }
    }

    await expect(instance(new Away())(ASKED, work)).rejects.toThrow(Unavailable);
    expect(worked).toBe(0);
  });
});

function isFirst(outcome: OnceOutcome): boolean {
  return outcome.outcome === 'answered' && !outcome.isRepeated;
}
