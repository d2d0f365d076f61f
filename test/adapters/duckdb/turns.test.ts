import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Turns } from '../../../shared/adapters/duckdb/turns.ts';

describe('Turns', () => {
  test('lets no more go on at once than it was told to, in order', async () => {
    const turns = new Turns(2);
    const begun: number[] = [];
    let going = 0;
    let most = 0;

    await Promise.all(
      [0, 1, 2, 3, 4, 5].map((n) =>
        turns.take(async () => {
          begun.push(n);
          going += 1;
          most = Math.max(most, going);
          await setImmediate();
          going -= 1;
        }),
      ),
    );

    expect(most).toBe(2);
    expect(begun).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('passes a turn on when the work fails', async () => {
    const turns = new Turns(1);
    const failing = turns.take(() => Promise.reject(new Error('bad')));
    const next = turns.take(async () => 'done');

    await expect(failing).rejects.toThrow('bad');
    expect(await next).toBe('done');
  });

  test('ends the waiting of who is cancelled, and of nobody else', async () => {
    const turns = new Turns(1);
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const controller = new AbortController();
    const first = turns.take(() => promise);
    const cancelled = turns.take(async () => 'never', controller.signal);
    const last = turns.take(async () => 'done');

    controller.abort(new Error('cancelled'));
    resolve(undefined);

    await expect(cancelled).rejects.toThrow('cancelled');
    await first;
    expect(await last).toBe('done');
  });

  test('does not begin for who was cancelled before', async () => {
    const reason = new Error('cancelled');
    const turns = new Turns(1);

    await expect(turns.take(async () => 'never', AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(await turns.take(async () => 'done')).toBe('done');
  });
});
