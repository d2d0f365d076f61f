import { describe, expect, test } from 'vitest';
import { runCommand, type CommandRun } from '../support/cli/run-command.ts';

/** A server whose answers to a path come one after the other; the last one again and again. */
function answering(answers: Readonly<Record<string, readonly (() => Response)[]>>): {
  readonly fetch: typeof fetch;
  readonly sent: readonly Request[];
} {
  const sent: Request[] = [];
  const respond: typeof fetch = async (url, init) => {
    const request = new Request(url, init);
    sent.push(request);
    const { pathname } = new URL(request.url);
    const given = answers[`${request.method} ${pathname}`] ?? [];
    const times = sent.filter(
      ({ method, url: one }) => method === request.method && new URL(one).pathname === pathname,
    );
    const answer = given[Math.min(times.length, given.length) - 1];
    return answer === undefined ? Response.json({ title: 'There is none.' }, { status: 404 }) : answer();
  };
  return { fetch: respond, sent };
}

const RUN_ID = 'churn.20260301T060000Z';

const run = (state: string) => (): Response =>
  Response.json({ runId: RUN_ID, jobId: 'churn', state, dueAt: '2026-03-01T06:00:00.000Z' });

describe('runs watch with a run', () => {
  test('waits until it has ended, and shows it', async () => {
    const { fetch } = answering({
      [`GET /api/runs/${RUN_ID}`]: [run('pending'), run('running'), run('succeeded')],
    });
    const pauses: number[] = [];

    const watched = await runCommand(['runs', 'watch', RUN_ID], {
      fetch,
      pause: async (ms) => {
        pauses.push(ms);
      },
    });

    expect(watched.stdout).toMatch(/^state: +succeeded$/m);
    expect(watched.exitCode).toBe(0);
    expect(pauses).toHaveLength(2);
  });

  test.each(['failed', 'cancelled', 'skipped', 'dead'])(
    'is exit code 1 for one that is %s',
    async (state) => {
      const { fetch } = answering({ [`GET /api/runs/${RUN_ID}`]: [run(state)] });

      expect(await runCommand(['runs', 'watch', RUN_ID], { fetch })).toMatchObject({
        exitCode: 1,
        stderr: `error: Run ${RUN_ID} ended as ${state}.\n`,
      });
    },
  );

  test('is the same for a run that was triggered to be waited for', async () => {
    const { fetch, sent } = answering({
      'POST /api/jobs/churn/runs': [run('pending')],
      [`GET /api/runs/${RUN_ID}`]: [run('succeeded')],
    });

    const done = await runCommand(['jobs', 'trigger', 'churn', '--reason', 'x', '--wait'], { fetch });

    expect(done.exitCode).toBe(0);
    expect(await sent[0]?.json()).toEqual({ author: 'ada', reason: 'x' });
  });
});

describe('runs watch', () => {
  /** An answer that ends after these events. */
  const events =
    (...texts: readonly string[]) =>
    (): Response =>
      new Response(texts.join(''), { headers: { 'content-type': 'text/event-stream' } });

  const event = (id: string, state: string): string =>
    `id: ${id}\nevent: run\ndata: ${JSON.stringify({ type: 'run', runId: RUN_ID, state })}\n\n`;

  const gone = (): Response => Response.json({ title: 'It is gone.' }, { status: 410 });

  test('goes on after the last event when an answer ends', async () => {
    const { fetch, sent } = answering({
      'GET /api/watch': [
        events('id: a\nevent: begin\ndata: {}\n\n', ': nothing yet\n\n', event('b', 'running')),
        events(event('c', 'succeeded')),
        gone,
      ],
    });

    const watched = await runCommand(['runs', 'watch', '--job', 'churn', '--json'], { fetch });

    const lines = watched.stdout
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(lines).toEqual([
      { type: 'run', runId: RUN_ID, state: 'running' },
      { type: 'run', runId: RUN_ID, state: 'succeeded' },
    ]);
    expect(sent.map(({ headers }) => headers.get('last-event-id'))).toEqual([null, 'b', 'c']);
    expect(sent[0]?.url).toContain('/api/watch?kinds=run&jobId=churn');
    expect(watched.exitCode).toBe(1);
    expect(watched.stderr).toContain('It is gone.');
  });

  test('goes on when the connection breaks', async () => {
    const broken = (): Response =>
      new Response(
        new ReadableStream({
          start: (controller) => {
            controller.enqueue(new TextEncoder().encode(event('b', 'running')));
          },
          pull: (controller) => {
            controller.error(new TypeError('terminated'));
          },
        }),
      );
    const { fetch, sent } = answering({ 'GET /api/watch': [broken, gone] });

    const watched = await runCommand(['runs', 'watch'], { fetch });

    expect(watched.stderr).toContain('The connection was lost; going on where it was.');
    expect(sent.map(({ headers }) => headers.get('last-event-id'))).toEqual([null, 'b']);
  });

  test('ends when the server refuses it', async () => {
    const { fetch } = answering({});

    expect(await runCommand(['runs', 'watch'], { fetch })).toMatchObject({ exitCode: 1 });
  });
});

describe('import', () => {
  const imported = {
    jobs: [
      {
        name: 'drift.sh',
        definition: {
          jobId: 'drift',
          valueStream: 'retention',
          recurrences: [{ type: 'cron', dialect: 'unix5', expression: '30 6 * * 1-5', timeZone: 'UTC' }],
          policies: {},
        },
        source: { line: 2 },
        differences: [{ code: 'command-not-run', message: 'The command is not run.\nBy nobody.' }],
      },
    ],
    problems: [{ line: 3, message: 'is no entry' }],
  };

  function importing(...args: readonly string[]): Promise<CommandRun> {
    const { fetch } = answering({ 'POST /api/imports': [() => Response.json(imported)] });
    const line = ['import', '-', '--from', 'crontab', '--value-stream', 'retention', ...args];
    return runCommand(line, { fetch, input: '30 6 * * 1-5 drift.sh\n' });
  }

  test('prints documents with what differs as comments, and names what was not understood', async () => {
    const { stdout, stderr, exitCode } = await importing();

    expect(stdout).toBe(
      [
        '---',
        '# From line 2.',
        '# command-not-run: The command is not run. By nobody.',
        '# spec.task is missing: say what the job does.',
        'apiVersion: evenkeel/v1',
        'kind: Job',
        'metadata:',
        '  name: drift',
        '  valueStream: retention',
        'spec:',
        '  recurrences:',
        '    - type: cron',
        '      dialect: unix5',
        '      expression: 30 6 * * 1-5',
        '      timeZone: UTC',
        '  policies: {}',
        '',
      ].join('\n'),
    );
    expect(stderr).toContain('1 jobs, 1 differences in meaning, 1 problems.\n  line 3: is no entry\n');
    expect(exitCode).toBe(1);
  });

  test('prints the answer itself for machines', async () => {
    expect((await importing('--json')).json).toEqual(imported);
  });
});
