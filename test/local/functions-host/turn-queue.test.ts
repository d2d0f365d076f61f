import { beforeEach, describe, expect, test } from 'vitest';

import type { Precedence } from '../../../local/functions-host/durable/engine/message-brake.ts';
import { TurnQueue } from '../../../local/functions-host/durable/engine/turn-queue.ts';
import { VirtualClock } from '../../../local/functions-host/virtual-clock.ts';

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

describe('turns', () => {
  let messages: Messages;
  let clock: VirtualClock;
  let turns: TurnQueue;
  let begun: string[];
  let ends: (() => void)[];

  beforeEach(() => {
    messages = new Messages();
    clock = new VirtualClock('2026-03-01T00:00:00Z');
    turns = new TurnQueue({ limit: 2, precedence: messages, clock });
    begun = [];
    ends = [];
  });

  /** A turn that goes on until the test ends it. */
  function turn(name: string): () => Promise<void> {
    return async () => {
      begun.push(name);
      await new Promise<void>((resolve) => ends.push(resolve));
    };
  }

  async function endAll(): Promise<void> {
    for (const end of ends.splice(0)) end();
    // The queues hear of it a few steps of the promise later.
    for (let step = 0; step < 10; step += 1) await Promise.resolve();
  }

  test('that are the first wait while a message is handled', () => {
    messages.isBusy = true;
    turns.pushFirst(turn('first'));
    expect(begun).toEqual([]);

    messages.end();

    expect(begun).toEqual(['first']);
  });

  test('that are not the first wait for no message', () => {
    messages.isBusy = true;
    turns.pushFirst(turn('first'));
    turns.push(turn('later'));

    expect(begun).toEqual(['later']);
  });

  test('that are the first begin one by one while messages keep coming', () => {
    messages.isBusy = true;
    turns.pushFirst(turn('first'));
    turns.pushFirst(turn('second'));

    clock.advance(250);

    expect(begun).toEqual(['first']);
  });

  test('of both kinds together are no more than the limit', async () => {
    turns.push(turn('a'));
    turns.pushFirst(turn('b'));
    turns.push(turn('c'));
    expect(begun).toEqual(['a', 'b']);

    await endAll();

    expect(begun).toEqual(['a', 'b', 'c']);
    expect(turns.isIdle).toBe(false);
    await endAll();
    expect(turns.isIdle).toBe(true);
  });

  test('that wait do not begin after a stop, which waits for the others', async () => {
    turns.push(turn('a'));
    turns.push(turn('b'));
    turns.pushFirst(turn('c'));
    let isStopped = false;
    const stopping = turns.stop().then(() => {
      isStopped = true;
    });

    await Promise.resolve();
    expect(isStopped).toBe(false);
    await endAll();
    await stopping;

    expect(begun).toEqual(['a', 'b']);
  });
});
