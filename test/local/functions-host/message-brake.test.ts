import { beforeEach, describe, expect, test } from 'vitest';

import type { Precedence } from '../../../local/functions-host/durable/engine/message-brake.ts';
import { MessageBrake } from '../../../local/functions-host/durable/engine/message-brake.ts';
import { BoundedQueue } from '../../../local/functions-host/durable/engine/activity-queue.ts';
import { VirtualClock } from '../../../local/functions-host/virtual-clock.ts';

const LIMIT = 4;

/** Messages that are handled as long as a test says so. */
class Messages implements Precedence {
  isBusy = false;
  readonly #onFree: (() => void)[] = [];

  onFree(callback: () => void): void {
    this.#onFree.push(callback);
  }

  end(): void {
    this.isBusy = false;
    for (const callback of this.#onFree) callback();
  }
}

describe('activities while messages are handled', () => {
  let messages: Messages;
  let clock: VirtualClock;
  let brake: MessageBrake;
  let activities: BoundedQueue;
  let started: string[];
  let ends: (() => void)[];

  beforeEach(() => {
    messages = new Messages();
    clock = new VirtualClock('2026-03-01T00:00:00Z');
    started = [];
    ends = [];
    brake = new MessageBrake(messages, clock, () => {
      activities.startWaiting();
    });
    activities = new BoundedQueue(LIMIT, () => brake.mayStart());
  });

  /** An activity that goes on until the test ends it. */
  function push(...names: readonly string[]): void {
    for (const name of names) {
      activities.push(async () => {
        started.push(name);
        await new Promise<void>((resolve) => ends.push(resolve));
      });
    }
  }

  async function endFirst(): Promise<void> {
    ends.shift()?.();
    // The queue hears of it a few steps of the promise later.
    for (let step = 0; step < 5; step += 1) await Promise.resolve();
  }

  test('run as many at a time as may when no message is handled', () => {
    push('a', 'b', 'c', 'd', 'e');

    expect(started).toEqual(['a', 'b', 'c', 'd']);
  });

  test('wait while a message is handled', () => {
    messages.isBusy = true;
    push('a', 'b');

    clock.advance(249);

    expect(started).toEqual([]);
  });

  test('go on where they are when a message comes', () => {
    push('a', 'b');
    messages.isBusy = true;
    push('c');

    expect(started).toEqual(['a', 'b']);
  });

  test('all begin, in their order, as soon as the last message is done', () => {
    messages.isBusy = true;
    push('a', 'b', 'c', 'd', 'e');

    messages.end();

    expect(started).toEqual(['a', 'b', 'c', 'd']);
  });

  test('begin one more every quarter of a second, up to the limit, however long messages keep coming', () => {
    messages.isBusy = true;
    push('a', 'b', 'c', 'd', 'e');

    clock.advance(250);
    expect(started).toEqual(['a']);
    clock.advance(249);
    expect(started).toEqual(['a']);
    clock.advance(1);
    expect(started).toEqual(['a', 'b']);
    clock.advance(60_000);
    expect(started).toEqual(['a', 'b', 'c', 'd']);
  });

  test('count their wait anew after a time without messages', () => {
    messages.isBusy = true;
    push('a');
    clock.advance(200);
    messages.end();
    messages.isBusy = true;
    push('b');

    clock.advance(249);
    expect(started).toEqual(['a']);
    clock.advance(1);
    expect(started).toEqual(['a', 'b']);
  });

  test('leave no alarm behind when the host stops', async () => {
    push('a');
    messages.isBusy = true;
    push('b');
    const stopped = activities.stop();

    brake.release();
    await endFirst();
    await stopped;

    expect(clock.waiting).toBe(0);
    expect(started).toEqual(['a']);
  });
});
