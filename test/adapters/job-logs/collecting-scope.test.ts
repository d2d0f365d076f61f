import { beforeEach, describe, expect, test } from 'vitest';
import { CollectingScope } from '../../../shared/adapters/job-logs/collecting-scope.ts';
import { createRedactor } from '../../../shared/adapters/telemetry/redactor.ts';
import type { JobLogStore } from '../../../shared/application/ports/job-log-store.ts';
import { MAX_LINE_LENGTH, MAX_PART_LINES, type JobLogLine } from '../../../shared/domain/run/job-log.ts';
import { jobIdOf, runIdOf, type RunId } from '../../../shared/domain/run/run-id.ts';
import { jobIdFrom } from '../../support/example-job.ts';
import { MemoryJobLogStore } from '../../support/memory/memory-job-logs.ts';
import { createMemoryWorld, type MemoryWorld } from '../../support/memory/memory-world.ts';

const RUN = runIdOf(jobIdFrom('churn'), 0);
const OTHER = runIdOf(jobIdFrom('fraud'), 0);

let world: MemoryWorld;
let store: MemoryJobLogStore;
let scope: CollectingScope;

beforeEach(() => {
  world = createMemoryWorld('2026-03-01T06:00:00Z');
  store = new MemoryJobLogStore();
  scope = scopeOver(store);
});

function scopeOver(
  over: JobLogStore,
  times: { flushMs?: number; storeWithinMs?: number } = {},
): CollectingScope {
  const redactor = createRedactor({ SECRETS__DATABASE: 'hunter2' });
  return new CollectingScope({ ...world, store: over, ...redactor, ...times });
}

function step(runId: RunId = RUN, name = 'measureStability') {
  return { runId, attempt: 1, name };
}

async function linesOf(runId: RunId = RUN): Promise<readonly JobLogLine[]> {
  return (await store.list(jobIdOf(runId), { runId }, { limit: 1000 })).items;
}

async function messagesOf(runId: RunId = RUN): Promise<readonly string[]> {
  return (await linesOf(runId)).map(({ message }) => message);
}

describe('the scope that keeps what steps log', () => {
  test('keeps what is logged however deep, under its run, attempt and step', async () => {
    const given = await scope.within(step(), async () => {
      await Promise.resolve();
      scope.info('Read the sample.', { rows: 10, runId: RUN });
      return 7;
    });

    expect(given).toBe(7);
    expect(await linesOf()).toEqual([
      {
        ...{ runId: RUN, attempt: 1, step: 'measureStability', at: world.clock.now() },
        ...{ level: 'info', message: 'Read the sample.', fields: { rows: 10 } },
      },
    ]);
  });

  test('does not mix runs that go at the same time', async () => {
    await Promise.all(
      [RUN, OTHER].map((runId) =>
        scope.within(step(runId), async () => {
          await Promise.resolve();
          scope.info(`of ${runId}`);
        }),
      ),
    );

    expect(await messagesOf(RUN)).toEqual([`of ${RUN}`]);
    expect(await messagesOf(OTHER)).toEqual([`of ${OTHER}`]);
  });

  test('keeps why a step failed, with its causes, and lets the error pass', async () => {
    const error = new Error('No table.', { cause: new Error('Password hunter2 is wrong.') });

    await expect(scope.within(step(), async () => Promise.reject(error))).rejects.toBe(error);

    expect(await linesOf()).toMatchObject([
      {
        level: 'error',
        message: 'measureStability failed.',
        fields: { error: 'Error: No table.; because Error: Password [redacted] is wrong.' },
      },
    ]);
  });

  test('takes secrets out of messages and fields, and cuts what is long', async () => {
    await scope.within(step(), async () => {
      scope.info('Password hunter2.', { url: 'https://x?p=hunter2', nested: { p: 'hunter2' } });
      scope.info('x'.repeat(5000));
    });

    const [first, second] = await linesOf();
    expect(JSON.stringify(first)).not.toContain('hunter2');
    expect(second?.message).toHaveLength(MAX_LINE_LENGTH);
  });

  test('keeps so many lines of a burst, and says how many are not kept', async () => {
    await scope.within(step(), async () => {
      for (let n = 0; n < MAX_PART_LINES + 5; n += 1) scope.info(`${n}`);
    });

    const messages = await messagesOf();
    expect(messages).toHaveLength(MAX_PART_LINES - 1);
    expect(messages.at(-1)).toMatch(/^7 more lines/);
  });

  test('keeps why a step failed after a burst of lines', async () => {
    const failing = scope.within(step(), async () => {
      for (let n = 0; n < MAX_PART_LINES + 5; n += 1) scope.info(`${n}`);
      return Promise.reject(new Error('No table.'));
    });

    await expect(failing).rejects.toThrow('No table.');
    const lines = await linesOf();
    expect(lines).toHaveLength(MAX_PART_LINES);
    expect(lines.at(-1)).toMatchObject({ level: 'error', fields: { error: 'Error: No table.' } });
  });

  test('keeps no more of long lines than a document holds', async () => {
    const fields = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`f${n}`, '€'.repeat(1000)]));

    await scope.within(step(), async () => {
      for (let n = 0; n < MAX_PART_LINES; n += 1) scope.info('Long.', fields);
    });

    const lines = await linesOf();
    expect(Buffer.byteLength(JSON.stringify(lines))).toBeLessThan(600_000);
    expect(lines.at(-1)?.message).toMatch(/more lines were logged/);
  });

  test('fails no step for what it logs', async () => {
    const circle: Record<string, unknown> = { large: 10n };
    circle['self'] = circle;

    const given = scope.within(step(), async () => {
      scope.info('Round.', { circle, large: 12n });
      return 'done';
    });

    await expect(given).resolves.toBe('done');
    expect(await linesOf()).toMatchObject([{ message: 'Round.', fields: { large: '12' } }]);
  });

  test('leaves no half of a character where it cuts', async () => {
    await scope.within(step(), async () => {
      scope.info('😀'.repeat(1000));
    });

    const [message = ''] = await messagesOf();
    expect([message.length, message.isWellFormed()]).toEqual([MAX_LINE_LENGTH, true]);
  });

  test('takes out what is named like a secret', async () => {
    await scope.within(step(), async () => {
      scope.info('Signed in.', { password: 'letmein', nested: { clientSecret: 'letmein' } });
    });

    expect(JSON.stringify(await linesOf())).not.toContain('letmein');
  });

  test('keeps lines of a step that is still going', async () => {
    scope = scopeOver(store, { flushMs: 1 });
    const stored = Promise.withResolvers<undefined>();
    const append = store.append.bind(store);
    store.append = async (part) => {
      await append(part);
      stored.resolve(undefined);
    };

    await scope.within(step(), async () => {
      scope.info('The report is asked for.');
      await stored.promise;
      expect(await messagesOf()).toEqual(['The report is asked for.']);
    });
  });

  test('writes nothing for a step that logs nothing, and nothing outside of steps', async () => {
    let appends = 0;
    store.append = async () => {
      appends += 1;
    };

    await scope.within(step(), async () => Promise.resolve());
    scope.info('of nobody');

    expect(appends).toBe(0);
  });

  test('loses the lines, and nothing else, when the store is down', async () => {
    store.append = async () => Promise.reject(new Error('down'));

    const given = await scope.within(step(), async () => {
      scope.info('Read the sample.');
      return 'done';
    });

    expect(given).toBe('done');
    expect(world.log.errors).toEqual(['The lines of a step could not be kept.']);
  });

  test('does not wait for a store that hangs', async () => {
    scope = scopeOver(store, { storeWithinMs: 1 });
    store.append = async () => new Promise(() => undefined);

    const given = scope.within(step(), async () => {
      scope.info('Read the sample.');
      return 'done';
    });

    await expect(given).resolves.toBe('done');
  });

  test('passes everything on', async () => {
    await scope.within(step(), async () => {
      scope.error('It went wrong.', new Error('x'));
      scope.event('JobRunStarted', { runId: RUN });
      scope.metric('evenkeel.timer.passes', 1, { timer: 'x' });
    });

    expect(world.log.errors).toEqual(['It went wrong.']);
    expect(world.log.events).toHaveLength(1);
    expect(world.log.metrics).toHaveLength(1);
  });
});
