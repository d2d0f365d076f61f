import { randomUUID } from 'node:crypto';
import { BroadcastChannel } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { StandInThreads, type Served } from '../../../local/threads/stand-in-threads.ts';
import type { Mortal } from './fixtures/mortal.ts';
import { PATIENCE } from '../../support/patience.ts';

interface Addresses {
  readonly starts: number;
}

describe('StandInThreads', () => {
  let threads: StandInThreads<Mortal, Addresses>;
  const served: Served<Addresses>[] = [];

  beforeEach(() => {
    const entry = new URL('fixtures/mortal-thread.ts', import.meta.url);
    threads = new StandInThreads({ name: 'The mortal one', entry });
  });

  afterEach(async () => {
    for (const one of served.splice(0)) await one.stop().catch(() => undefined);
  });

  async function start(options: Mortal, onDeath?: (error: Error) => void): Promise<Served<Addresses>> {
    const one = await threads.start(options, onDeath === undefined ? {} : { onDeath });
    served.push(one);
    return one;
  }

  /** A death at the test's word: one by the clock could come before the thread has answered. */
  function death(): { readonly diesAtWordFrom: string; readonly strike: () => void } {
    const diesAtWordFrom = randomUUID();
    const strike = (): void => {
      const channel = new BroadcastChannel(diesAtWordFrom);
      channel.postMessage('die');
      channel.close();
    };
    return { diesAtWordFrom, strike };
  }

  test('passes on what keeps a stand-in from starting, with its code and port', async () => {
    const starting = start({ refuseWith: { code: 'EADDRINUSE', port: 5672 } });

    await expect(starting).rejects.toMatchObject({ message: 'refused', code: 'EADDRINUSE', port: 5672 });
  });

  test('tells of a thread that ends by itself, by name and with the reason', async () => {
    const { diesAtWordFrom, strike } = death();
    const told = Promise.withResolvers<Error>();
    await start({ diesAtWordFrom }, told.resolve);
    strike();

    const { message } = await told.promise;
    expect(message).toBe('The mortal one has ended unexpectedly: out of luck');
  });

  test('refuses to stop one that has ended by itself', async () => {
    const { diesAtWordFrom, strike } = death();
    const told = Promise.withResolvers<Error>();
    const one = await start({ diesAtWordFrom }, told.resolve);
    strike();
    await told.promise;

    await expect(one.stop()).rejects.toThrow('The mortal one has ended');
  });

  test('starts the next one in the thread of one that has stopped', async () => {
    const first = await start({});
    await first.stop();

    expect((await start({})).addresses.starts).toBe(2);
  });

  test('gives each of two at once a thread of its own', async () => {
    const both = await Promise.all([start({}), start({})]);

    expect(both.map(({ addresses }) => addresses.starts)).toEqual([1, 1]);
  });

  test('does not use a thread again that has ended while it waited', async () => {
    const { diesAtWordFrom, strike } = death();
    const first = await start({ diesAtWordFrom });
    await first.stop();
    strike();
    await vi.waitFor(async () => {
      // It may end while it serves the next one: that is no answer yet.
      const next = await start({}, () => undefined);
      await next.stop();
      expect(next.addresses.starts).toBe(1);
    }, PATIENCE);
  });

  test('writes to the console of the main thread', async () => {
    const info = vi.spyOn(console, 'info').mockReturnValue();
    await start({ write: 'a line' });

    await vi.waitFor(() => {
      expect(info).toHaveBeenCalledWith('a line');
    }, PATIENCE);
    info.mockRestore();
  });
});
