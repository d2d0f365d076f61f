import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { scoresCsv } from '../support/example-definition.ts';
import { runCommand, type CommandRun, type CommandSurroundings } from '../support/cli/run-command.ts';
import { serveRegistry, type ServedApp } from '../support/cli/serve-registry.ts';
import { registerIn } from '../support/memory/memory-app.ts';
import { createMemoryWorld } from '../support/memory/memory-world.ts';

const JOB = {
  jobId: 'churn-daily',
  kind: 'stability',
  valueStream: 'retention',
  task: {
    modelId: 'churn',
    baseline: 'baselines/churn.csv',
    current: 'datasets/churn.csv',
    scoreColumn: 'score',
  },
  recurrences: [{ type: 'cron', expression: '0 6 * * *', timeZone: 'UTC' }],
};

let served: ServedApp;

beforeEach(async () => {
  const world = createMemoryWorld('2026-03-01T00:00:00Z');
  world.blobs.put('baselines/churn.csv', scoresCsv({ no: 20, yes: 20 }));
  served = await serveRegistry(registerIn(world));
});

afterEach(() => served.stop());

function run(args: readonly string[], around: CommandSurroundings = {}): Promise<CommandRun> {
  return runCommand([...args, '--server', served.url], around);
}

async function scheduled(overrides: object = {}): Promise<void> {
  const done = await run(['jobs', 'schedule', '-f', '-'], {
    input: JSON.stringify({ ...JOB, ...overrides }),
  });
  expect(done.stderr).toBe('');
}

describe('jobs schedule', () => {
  test('stores the job of a document', async () => {
    const { jobId, valueStream, ...spec } = JOB;
    const document = { apiVersion: 'evenkeel/v1', kind: 'Job', metadata: { name: jobId, valueStream }, spec };

    const done = await run(['jobs', 'schedule', '-f', '-'], { input: JSON.stringify(document) });

    expect(done).toMatchObject({ exitCode: 0, stdout: 'Job churn-daily is scheduled.\n' });
  });

  test('says so when the job is there already', async () => {
    await scheduled();

    const again = await run(['jobs', 'schedule', '-f', '-'], { input: JSON.stringify(JOB) });

    expect(again.stdout).toBe('Job churn-daily is there already, as it is.\n');
  });

  test('prints every fault with its pointer', async () => {
    const input = JSON.stringify({ ...JOB, valueStream: '', recurrences: {} });

    const { exitCode, stderr } = await run(['jobs', 'schedule', '-f', '-'], { input });

    expect(exitCode).toBe(1);
    expect(stderr).toContain('(400 invalid-input)');
    expect(stderr).toMatch(/^ {2}\/valueStream: /m);
    expect(stderr).toMatch(/^ {2}\/recurrences: /m);
  });

  test('prints the problem itself for machines', async () => {
    const { stderr } = await run(['jobs', 'schedule', '-f', '-', '--json'], { input: '{}' });

    expect(JSON.parse(stderr)).toMatchObject({ type: 'urn:evenkeel:problem:invalid-input', status: 400 });
  });
});

describe('jobs list', () => {
  test('is a table for people', async () => {
    await scheduled();

    const { stdout } = await run(['jobs', 'list']);

    expect(stdout).toBe(
      [
        'JOB          KIND       VALUE STREAM  ON     STATE   NEXT DUE',
        'churn-daily  stability  retention     churn  active  2026-03-01 06:00:00Z',
        '',
      ].join('\n'),
    );
  });

  test('shows times in the zone of the machine, or in UTC', async () => {
    await scheduled();

    const local = await run(['jobs', 'list'], { timeZone: 'Europe/Berlin' });
    const utc = await run(['jobs', 'list', '--utc'], { timeZone: 'Europe/Berlin' });

    expect(local.stdout).toContain('2026-03-01 07:00:00+01:00');
    expect(utc.stdout).toContain('2026-03-01 06:00:00Z');
  });

  test('is CSV for machines, instants as the API has them', async () => {
    await scheduled();

    expect((await run(['jobs', 'list', '--csv'])).stdout).toBe(
      'job,kind,valueStream,on,state,nextDue\r\nchurn-daily,stability,retention,churn,active,2026-03-01T06:00:00.000Z\r\n',
    );
  });

  test('is JSON for machines', async () => {
    await scheduled();

    expect((await run(['jobs', 'list', '--json'])).json).toEqual([
      expect.objectContaining({ jobId: 'churn-daily', state: 'active' }),
    ]);
  });

  test('goes over all pages, and says when there is more', async () => {
    for (const jobId of ['a', 'b', 'c']) await scheduled({ jobId });

    const some = await run(['jobs', 'list', '--limit', '2']);
    const all = await run(['jobs', 'list', '--all', '--json']);

    expect(some.stdout.trim().split('\n')).toHaveLength(3);
    expect(some.stderr).toBe('There are more than these 2: add --limit or --all.\n');
    expect(all.json).toHaveLength(3);
  });

  test('is narrowed and sorted', async () => {
    await scheduled({ jobId: 'a', tags: ['x', 'y'] });
    await scheduled({ jobId: 'b', valueStream: 'retention', tags: ['x'] });

    const names = async (...args: readonly string[]): Promise<readonly string[]> =>
      (await run(['jobs', 'list', '--csv', ...args])).stdout
        .trim()
        .split('\r\n')
        .slice(1)
        .map((row) => row.split(',')[0] ?? '');

    expect(await names('--tag', 'x', '--sort=-jobId')).toEqual(['b', 'a']);
    expect(await names('--tag', 'x', '--tag', 'y')).toEqual(['a']);
    expect(await names('--status', 'paused,completed')).toEqual([]);
  });

  test('colours states on a terminal only, and not with NO_COLOR', async () => {
    await scheduled();
    const red = '\u001b[';

    expect((await run(['jobs', 'list'], { columns: 120 })).stdout).toContain(red);
    expect((await run(['jobs', 'list'], { columns: 120, env: { NO_COLOR: '1' } })).stdout).not.toContain(red);
    expect((await run(['jobs', 'list'])).stdout).not.toContain(red);
  });

  test('keeps its lines within the terminal', async () => {
    await scheduled();

    const { stdout } = await run(['jobs', 'list'], { columns: 60, env: { NO_COLOR: '1' } });

    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(60);
  });
});

describe('what is done to a job', () => {
  beforeEach(() => scheduled());

  test('pause and resume tell what was done', async () => {
    const paused = await run(['jobs', 'pause', 'churn-daily', '--reason', 'x', '--until', '2026-03-12']);
    const shown = await run(['jobs', 'show', 'churn-daily', '--json']);
    const resumed = await run(['jobs', 'resume', 'churn-daily', '--run-missed', 'none']);

    expect(paused).toMatchObject({ exitCode: 0, stdout: 'Job churn-daily is paused.\n' });
    expect(shown.json).toMatchObject({ state: 'paused', pause: { author: 'ada', reason: 'x' } });
    expect(resumed.stdout).toBe('Job churn-daily goes on.\n');
  });

  test('a reason is asked for on a terminal', async () => {
    const { exitCode, stderr } = await run(['jobs', 'pause', 'churn-daily'], {
      answers: ['The host is down.'],
    });

    expect(stderr).toBe('Reason: ');
    expect(exitCode).toBe(0);
    expect((await run(['describe', 'job', 'churn-daily'])).stdout).toContain('The host is down.');
  });

  test('cancel asks on a terminal, and does nothing without a yes', async () => {
    const { exitCode, stderr } = await run(['jobs', 'cancel', 'churn-daily'], { answers: ['n'] });

    expect(exitCode).toBe(1);
    expect(stderr).toContain('End job churn-daily?');
    expect((await run(['jobs', 'list', '--json'])).json).toHaveLength(1);
  });

  test('cancel needs --yes where nobody can be asked', async () => {
    const asked = await run(['jobs', 'cancel', 'churn-daily']);
    const done = await run(['jobs', 'cancel', 'churn-daily', '--yes']);

    expect(asked).toMatchObject({ exitCode: 2 });
    expect(done).toMatchObject({ exitCode: 0, stdout: 'Job churn-daily is ended.\n' });
    expect((await run(['jobs', 'list', '--json'])).json).toEqual([]);
  });

  test('trigger names the run', async () => {
    const { stdout, exitCode } = await run(['jobs', 'trigger', 'churn-daily', '--reason', 'x']);

    expect(stdout).toMatch(/^Run churn-daily\.\S+ is on its way\.\n$/);
    expect(exitCode).toBe(0);
  });

  test('trigger passes values on', async () => {
    const given = ['--reason', 'x', '--input', 'model=churn-v2', '--input', 'query=a=b', '--json'];

    const { json } = await run(['jobs', 'trigger', 'churn-daily', ...given]);

    expect(json).toMatchObject({ input: { model: 'churn-v2', query: 'a=b' } });
  });

  test('trigger refuses a value without a name', async () => {
    expect(await run(['jobs', 'trigger', 'churn-daily', '--reason', 'x', '--input', '=1'])).toMatchObject({
      exitCode: 2,
    });
  });

  test('backfill says what would run', async () => {
    const range = ['--from', '2026-02-01', '--until', '2026-02-10', '--utc'];

    const { stdout } = await run(['jobs', 'backfill', 'churn-daily', ...range, '--dry-run', '--json']);

    expect(JSON.parse(stdout)).toMatchObject({ slotCount: 9, toRunCount: 9 });
  });

  test('preview lists the coming slots', async () => {
    const { stdout } = await run(['jobs', 'preview', 'churn-daily', '--count', '2', '--csv']);

    expect(stdout.split('\r\n').slice(1, 3)).toEqual([
      '2026-03-01T06:00:00.000Z,2026-03-01T06:00:00,UTC,',
      '2026-03-02T06:00:00.000Z,2026-03-02T06:00:00,UTC,',
    ]);
  });

  test('why says that nothing was due', async () => {
    expect(await run(['jobs', 'why', 'churn-daily'])).toMatchObject({
      exitCode: 0,
      stderr: 'No slot was due.\n',
    });
  });

  test('edit sends what the editor saved, against the version that was read', async () => {
    const edit = async (text: string): Promise<string> => text.replace('0 6 * * *', '30 7 * * *');

    const { stdout, stderr } = await run(['jobs', 'edit', 'churn-daily'], { answers: [], edit });

    expect(stderr).toBe('');
    expect(stdout).toBe('Job churn-daily has its new definition, generation 2.\n');
    expect((await run(['jobs', 'show', 'churn-daily', '--json'])).json).toMatchObject({
      recurrences: [{ expression: '30 7 * * *' }],
    });
  });

  test('edit that changes nothing does nothing', async () => {
    const { exitCode, stderr } = await run(['jobs', 'edit', 'churn-daily'], { answers: [] });

    expect(exitCode).toBe(1);
    expect(stderr).toContain('Nothing was changed.');
  });

  test('what is printed as YAML is what can be scheduled', async () => {
    const { stdout: yaml } = await run(['get', 'job', 'churn-daily', '--yaml']);

    const again = await run(['jobs', 'schedule', '-f', '-'], {
      input: yaml.replace('churn-daily', 'churn-copy'),
    });

    expect(again.stdout).toBe('Job churn-copy is scheduled.\n');
  });

  test('edit takes a merge patch', async () => {
    const patch = ['jobs', 'edit', 'churn-daily', '--patch', '{ policies: { overlap: buffer-one } }'];

    expect((await run(patch)).stdout).toBe('Job churn-daily has its new definition, generation 2.\n');
    expect((await run(patch)).stdout).toBe('Job churn-daily is as it was.\n');
    expect(await run(['jobs', 'edit', 'churn-daily', '--patch', '[1'])).toMatchObject({ exitCode: 2 });
  });

  test('edit that somebody else has overtaken is refused, with what differs', async () => {
    const overtaken = async (text: string): Promise<string> => {
      await run(['jobs', 'edit', 'churn-daily', '--patch', '{ description: theirs }']);
      return text.replace('0 6 * * *', '30 7 * * *');
    };

    const { exitCode, stderr } = await run(['jobs', 'edit', 'churn-daily'], { answers: [], edit: overtaken });

    expect(exitCode).toBe(1);
    expect(stderr).toContain('(412 precondition-failed)');
    expect(stderr).toContain('/description: (nothing) is now "theirs"');
  });

  test('retry is refused where nothing has failed', async () => {
    const { exitCode, stderr } = await run(['jobs', 'retry', 'churn-daily', '--reason', 'x']);

    expect(exitCode).toBe(1);
    expect(stderr).toContain('(409 conflict)');
  });

  test('history tells who changed what, and restore goes back', async () => {
    await run([
      'jobs',
      'edit',
      'churn-daily',
      '--patch',
      '{ policies: { overlap: buffer-one } }',
      '--reason',
      'why',
    ]);

    const history = await run(['jobs', 'history', 'churn-daily', '--csv']);
    const restored = await run(['jobs', 'restore', 'churn-daily', '--generation', '1', '--reason', 'x']);

    const rows = history.stdout.trim().split('\r\n').slice(1);
    expect(rows.map((row) => row.split(',').slice(1))).toEqual([
      ['edited', '2', 'local', 'why', '/policies/overlap'],
      ['created', '1', 'local', '', ''],
    ]);
    expect(restored.stdout).toBe('Job churn-daily has the definition of generation 1 again, as 3.\n');
  });

  test('restore brings back a job that was ended', async () => {
    await run(['jobs', 'cancel', 'churn-daily', '--yes']);

    const restore = ['jobs', 'restore', 'churn-daily', '--generation', '1', '--reason', 'x', '--undelete'];

    expect(await run(restore)).toMatchObject({ exitCode: 0, stderr: '' });
    expect((await run(['jobs', 'list', '--json'])).json).toHaveLength(1);
  });

  test('the steps of a run are told one by one', async () => {
    const triggered = await run(['jobs', 'trigger', 'churn-daily', '--reason', 'a look', '--json']);
    const { runId } = z.object({ runId: z.string() }).parse(triggered.json);

    const { stdout } = await run(['runs', 'show', runId]);

    expect(stdout).toMatch(/^2026-03-01 00:00:00Z +created +ada: a look$/m);
  });

  test('one that is not there is exit code 1', async () => {
    const { exitCode, stderr } = await run(['jobs', 'show', 'nobody']);

    expect(exitCode).toBe(1);
    expect(stderr).toContain('(404 not-found)');
  });
});

describe('a server that does not answer', () => {
  test('is told with its address', async () => {
    const gone = await serveRegistry(registerIn(createMemoryWorld('2026-03-01T00:00:00Z')));
    await gone.stop();

    const { exitCode, stderr } = await runCommand(['jobs', 'list', '--server', gone.url]);

    expect(exitCode).toBe(1);
    expect(stderr).toContain(`No server answers at ${gone.url} (ECONNREFUSED)`);
  });
});
