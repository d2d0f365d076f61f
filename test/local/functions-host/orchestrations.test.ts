import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { FunctionsHost } from '../../../local/functions-host/start-functions-host.ts';
import { startFunctionsHost } from '../../../local/functions-host/start-functions-host.ts';
import type { BuiltApp } from './support/built-app.ts';
import { buildApp } from './support/built-app.ts';
import { DurableHttp } from './support/durable-http.ts';
import { VirtualClock } from '../../../local/functions-host/virtual-clock.ts';

let app: BuiltApp;
let host: FunctionsHost;
let durable: DurableHttp;
const clock = new VirtualClock('2026-03-01T00:00:00Z');

beforeAll(async () => {
  app = await buildApp('orchestrations');
  host = await startFunctionsHost({ appDirectory: app.appDirectory, settings: {}, clock });
  durable = new DurableHttp(host.url);
});

afterAll(async () => {
  await host.stop();
  app.remove();
});

/** Moves the clock on whenever something waits for it, until the orchestration ends. */
async function runThroughTime(id: string, stepMs: number) {
  return durable.until(id, ({ runtimeStatus }) => {
    if (runtimeStatus === 'Running' && clock.waiting > 0) clock.advance(stepMs);
    return runtimeStatus !== 'Pending' && runtimeStatus !== 'Running';
  });
}

describe('activities', () => {
  test('run one after another, with their results in the orchestrator', async () => {
    const status = await durable.run('sequence', 'sequence-1', { from: 'outside' });

    expect(status).toMatchObject({
      runtimeStatus: 'Completed',
      output: ['one', { after: 'one' }, { from: 'outside' }],
      input: { from: 'outside' },
    });
  });

  test('fan out to 20 and come back in order', async () => {
    const status = await durable.run('fanOut', 'fan-out-20', 20);

    expect(status.output).toEqual(Array.from({ length: 20 }, (_, index) => index));
  });

  test('get every kind of input as it was given', async () => {
    const status = await durable.run('inputs', 'inputs-1', 'given');

    expect(status.output).toEqual([
      'string "text"',
      'string "5"',
      'number 5',
      'number 1.5',
      'boolean true',
      'object [1]',
      'object {"a":"b"}',
      'string ""',
      'undefined undefined',
      'given',
    ]);
  });

  test('that throw fail the orchestration with their message', async () => {
    const status = await durable.run('activityFails', 'activity-fails');

    expect(status.runtimeStatus).toBe('Failed');
    expect(status.output).toContain(
      "Orchestrator function 'activityFails' failed: Activity function 'failFirst' failed: attempt 1 of activity-fails failed",
    );
  });

  test('that throw can be caught, and the orchestration goes on', async () => {
    const status = await durable.run('catches', 'catches-1');

    expect(status.output).toEqual(['recovered', true]);
  });

  test('that do not exist fail the orchestration by name', async () => {
    const status = await durable.run('callsUnknown', 'calls-unknown');

    expect(status.runtimeStatus).toBe('Failed');
    expect(status.output).toContain("The function 'doesNotExist' doesn't exist");
  });
});

describe('retries', () => {
  test('repeat a failing activity with growing pauses', async () => {
    const begun = clock.now();
    await durable.start('retry', 'retry-1', { key: 'retry-1', failures: 2 });
    const status = await runThroughTime('retry-1', 100);

    expect(status.output).toBe(3);
    expect(clock.now() - begun).toBe(3000);
  });

  test('give up after the last attempt with its error', async () => {
    await durable.start('retry', 'retry-2', { key: 'retry-2', failures: 3 });
    const status = await runThroughTime('retry-2', 1000);

    expect(status.runtimeStatus).toBe('Failed');
    expect(status.output).toContain('attempt 3 of retry-2 failed');
  });

  test('of many activities at once keep each result with its task', async () => {
    await durable.start('retryInParallel', 'parallel');
    const status = await runThroughTime('parallel', 1);

    const pairs = Array.from({ length: 8 }, (_, index) => [3, `parallel-${index}`]);
    expect(status.output).toEqual([pairs.flat(), 'after']);
  });
});

describe('timers', () => {
  test('fire at their time, by the orchestration’s own clock', async () => {
    await durable.start('sleep', 'sleep-1');
    await durable.until('sleep-1', () => clock.waiting > 0);
    clock.advance(3_599_999);
    expect((await durable.status('sleep-1')).runtimeStatus).toBe('Running');
    clock.advance(1);

    expect((await durable.finished('sleep-1')).output).toBe(3_600_000);
  });

  test('lose against an event, and are cancelled', async () => {
    await durable.start('eventOrTimeout', 'event-wins');
    await durable.until('event-wins', () => clock.waiting > 0);
    await durable.post('instances/event-wins/raiseEvent/go', { ok: true });

    expect((await durable.finished('event-wins')).output).toEqual(['went', { ok: true }]);
    expect(clock.waiting).toBe(0);
  });

  test('win against an event that does not come', async () => {
    await durable.start('eventOrTimeout', 'timer-wins');
    await durable.until('timer-wins', () => clock.waiting > 0);
    clock.advance(60_000);

    expect((await durable.finished('timer-wins')).output).toBe('timed out');
  });

  test('that are not cancelled keep a returned orchestration running', async () => {
    await durable.start('forgottenTimer', 'forgotten');
    await durable.until('forgotten', () => clock.waiting > 0);
    await durable.run('sequence', 'meanwhile');
    expect((await durable.status('forgotten')).runtimeStatus).toBe('Running');
    clock.advance(60_000);

    expect((await durable.finished('forgotten')).output).toBe('quick');
  });
});

describe('sub-orchestrations', () => {
  test('run under a given id and under one made from the parent', async () => {
    const status = await durable.run('parent', 'parent-1');

    expect(status.output).toEqual([
      ['a', 'child of parent-1'],
      [{ b: 1 }, 'child of parent-1'],
    ]);
    expect((await durable.status('parent-1-named')).runtimeStatus).toBe('Completed');
  });

  test('that keep failing fail their parent', async () => {
    await durable.start('parentOfFailing', 'parent-2');
    const status = await runThroughTime('parent-2', 1);

    expect(status.runtimeStatus).toBe('Failed');
    expect(status.output).toContain('the child gave up');
  });
});

describe('continue-as-new', () => {
  test('starts over with the new input and an empty history', async () => {
    const status = await durable.run('countDown', 'count-down', 5);

    expect(status).toMatchObject({ output: 'done', input: 0, customStatus: { left: 0 } });
    const response = await durable.get('instances/count-down?showHistory=true');
    const body = JSON.stringify(await response.json());
    expect(body.match(/"TaskCompleted"/g)).toHaveLength(1);
  });

  test('leaves events that arrive together to later executions', async () => {
    await durable.start('collect', 'collect-1', []);
    for (const item of ['a', 'b', 'c', 'end'])
      await durable.post('instances/collect-1/raiseEvent/item', item);

    expect((await durable.finished('collect-1')).output).toEqual(['a', 'b', 'c']);
  });
});

describe('external events', () => {
  test('raised before anyone waits are kept', async () => {
    await durable.start('twoEvents', 'two-events');
    await durable.post('instances/two-events/raiseEvent/item', 1);
    await durable.post('instances/two-events/raiseEvent/item', 2);

    expect((await durable.finished('two-events')).output).toEqual([1, 2]);
  });

  test('are not found for an unknown instance, and gone for a finished one', async () => {
    await durable.run('sequence', 'over');

    expect((await durable.post('instances/nobody/raiseEvent/go', 1)).status).toBe(404);
    expect((await durable.post('instances/over/raiseEvent/go', 1)).status).toBe(410);
  });
});

describe('control', () => {
  test('terminates with the reason as output, and drops the open timer', async () => {
    await durable.start('sleep', 'terminated');
    await durable.until('terminated', () => clock.waiting > 0);
    await durable.post('instances/terminated/terminate?reason=enough');

    expect(await durable.finished('terminated')).toMatchObject({
      runtimeStatus: 'Terminated',
      output: 'enough',
    });
    expect(clock.waiting).toBe(0);
  });

  test('suspends: an event waits until the resume that overtakes it', async () => {
    await durable.start('waits', 'suspended');
    await durable.post('instances/suspended/suspend?reason=hold');
    await durable.until('suspended', ({ runtimeStatus }) => runtimeStatus === 'Suspended');
    await durable.post('instances/suspended/raiseEvent/go', 'late');
    expect((await durable.status('suspended')).runtimeStatus).toBe('Suspended');
    await durable.post('instances/suspended/resume?reason=go+on');

    expect((await durable.finished('suspended')).output).toBe('late');
  });

  test('shows the custom status of a running orchestration', async () => {
    await durable.start('waits', 'custom');

    const status = await durable.until('custom', ({ customStatus }) => customStatus !== null);
    expect(status.customStatus).toBe('waiting');
    await durable.post('instances/custom/terminate?reason=x');
  });
});

describe('starting', () => {
  test('refuses an id that is alive', async () => {
    await durable.start('waits', 'single');
    const second = await durable.start('waits', 'single');

    expect(second.status).toBe(409);
    await durable.post('instances/single/terminate?reason=x');
  });

  test('lets one of two simultaneous starts through', async () => {
    const answers = await Promise.all([durable.start('waits', 'race'), durable.start('waits', 'race')]);

    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
    await durable.post('instances/race/terminate?reason=x');
  });

  test('replaces a finished instance', async () => {
    await durable.run('sequence', 'again', 1);
    const status = await durable.run('sequence', 'again', 2);

    expect(status.output).toEqual(['one', { after: 'one' }, 2]);
  });

  test('refuses an unknown orchestrator, and an id that storage could not hold', async () => {
    expect((await durable.start('nothing', 'x')).status).toBe(400);
    expect((await durable.start('sequence', 'a%23b')).status).toBe(400);
  });
});

describe('looking', () => {
  test('lists by status, prefix and page', async () => {
    for (const id of ['list-a', 'list-b', 'list-c']) await durable.run('sequence', id);
    await durable.start('waits', 'list-d');

    const completed = await durable.list('?runtimeStatus=Completed&instanceIdPrefix=list-');
    expect(completed.map(({ instanceId }) => instanceId)).toEqual(['list-a', 'list-b', 'list-c']);
    const firstPage = await durable.get('instances/?instanceIdPrefix=list-&top=3');
    expect(await firstPage.json()).toHaveLength(3);
    expect(firstPage.headers.get('x-ms-continuation-token')).not.toBe('');
    await durable.post('instances/list-d/terminate?reason=x');
  });

  test('does not find what was purged, and purges only what is over', async () => {
    await durable.run('sequence', 'purged');
    await durable.start('waits', 'not-purged');

    expect(await (await durable.delete('instances/purged')).json()).toEqual({ instancesDeleted: 1 });
    expect((await durable.get('instances/purged')).status).toBe(404);
    expect((await durable.delete('instances/not-purged')).status).toBe(404);
    await durable.post('instances/not-purged/terminate?reason=x');
  });
});

describe('rules of replay', () => {
  test('a task yielded again inside another compound fails the orchestration', async () => {
    const status = await durable.run('reYields', 're-yields');

    expect(status.runtimeStatus).toBe('Failed');
    expect(status.output).toContain('yielded again inside a new Task.any or Task.all');
  });

  test('an orchestrator that takes other steps on replay fails', async () => {
    const status = await durable.run('changesItsMind', 'changes-its-mind');

    expect(status.runtimeStatus).toBe('Failed');
    expect(status.output).toContain('Non-deterministic orchestrator: step 1 was activity echo');
  });

  test('an action that this host does not have is refused by name', async () => {
    const status = await durable.run('givesUpRetrying', 'gives-up');

    expect(status.runtimeStatus).toBe('Failed');
    expect(status.output).toContain('retryTimeoutInMilliseconds is not supported');
  });
});
