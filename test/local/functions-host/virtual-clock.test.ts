import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { FunctionsHost } from '../../../local/functions-host/start-functions-host.ts';
import { startFunctionsHost } from '../../../local/functions-host/start-functions-host.ts';
import { VirtualClock } from '../../../local/functions-host/virtual-clock.ts';
import type { BuiltApp } from './support/built-app.ts';
import { buildApp } from './support/built-app.ts';
import { DurableHttp } from './support/durable-http.ts';

const MINUTE_MS = 60_000;

describe('a host on a virtual clock', () => {
  const clock = new VirtualClock('2026-03-01T00:00:00Z');
  let app: BuiltApp;
  let host: FunctionsHost;

  beforeAll(async () => {
    app = await buildApp('minutes');
    host = await startFunctionsHost({ appDirectory: app.appDirectory, settings: {}, clock });
  });

  afterAll(async () => {
    await host.stop();
    app.remove();
  });

  test('lives an hour of durable timers and timer triggers in moments, each at its own minute', async () => {
    const durable = new DurableHttp(host.url);
    await durable.start('sixtyMinutes', 'hour');

    // An hour, were it not for the clock: the test would be over long before.
    await clock.run(60 * MINUTE_MS, async () => host.whenIdle());

    expect(await durable.status('hour')).toMatchObject({
      runtimeStatus: 'Completed',
      output: 60 * MINUTE_MS,
    });
    const minutes: unknown = await (await fetch(`${host.url}/api/minutes`)).json();
    const first = Date.parse('2026-03-01T00:01:00Z');
    expect(minutes).toEqual(
      Array.from({ length: 60 }, (_, index) => new Date(first + index * MINUTE_MS).toISOString()),
    );
  });
});

describe('VirtualClock', () => {
  test('calls back in the order of the instants, at the instant', () => {
    const clock = new VirtualClock(0);
    const calls: string[] = [];
    clock.schedule(20, () => calls.push(`late at ${clock.now()}`));
    clock.schedule(10, () => calls.push(`early at ${clock.now()}`));

    clock.advance(30);

    expect(calls).toEqual(['early at 10', 'late at 20']);
    expect(clock.now()).toBe(30);
  });

  test('does not call back what was called off or is not due', () => {
    const clock = new VirtualClock(0);
    const calls: string[] = [];
    clock.schedule(10, () => calls.push('called off'))();
    clock.schedule(11, () => calls.push('later'));

    clock.advance(10);

    expect(calls).toEqual([]);
    expect(clock.waiting).toBe(1);
  });

  test('waits for what an instant begins before it goes on to the next', async () => {
    const clock = new VirtualClock(0);
    const calls: string[] = [];
    clock.schedule(10, () => calls.push('first'));
    clock.schedule(20, () => calls.push('second'));

    await clock.run(30, async () => {
      calls.push(`idle at ${clock.now()}`);
    });

    expect(calls).toEqual(['idle at 0', 'first', 'idle at 10', 'second', 'idle at 20']);
  });

  test('refuses to begin at something that is no instant', () => {
    expect(() => new VirtualClock('tomorrow')).toThrow('"tomorrow" is not an instant');
  });
});
