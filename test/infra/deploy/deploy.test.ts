import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { askHealth, describe as inWords } from '../../../infra/deploy/health-answer.ts';
import { findLastGood } from '../../../infra/deploy/last-good.ts';
import { settle } from '../../../infra/deploy/settle.ts';
import { smokeTest } from '../../../infra/deploy/smoke-test.ts';
import { startHealthServer, type Answer, type HealthServer } from './health-server.ts';

const well = (version: string): Answer => ({
  status: 200,
  body: { status: 'healthy', version, checks: { cosmos: 'ok' } },
});
const ill: Answer = {
  status: 503,
  body: { status: 'unhealthy', version: '2.0.0+new', checks: { cosmos: 'failed (Error)', storage: 'ok' } },
};
/** What the host answers before it has an app. */
const hostPage: Answer = { status: 404, body: '<html>Not found</html>' };

let server: HealthServer | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

const failureSchema = z
  .object({ code: z.number(), stdout: z.string() })
  .transform(({ code, stdout }) => ({ code, output: stdout }));

/** A clock that goes on with each sleep. */
function clock() {
  let now = 0;
  return {
    now: () => now,
    sleep: async (ms: number) => {
      now += ms;
    },
  };
}

async function smoke(answers: readonly Answer[], timeoutMs = 60_000, withinMs?: number) {
  server = await startHealthServer(answers);
  const { url, asked } = server;
  const ask = async () => askHealth(url, withinMs);
  return { ...(await smokeTest({ ask, version: '2.0.0+new', timeoutMs, clock: clock() })), asked };
}

describe('the smoke test', () => {
  test('passes when the new version answers and is well, five times in a row', async () => {
    const { passed, words, asked } = await smoke([well('2.0.0+new')]);

    expect(passed).toBe(true);
    expect(words).toBe('2.0.0+new answers, and is well.');
    expect(asked).toEqual(Array(5).fill('/api/health'));
  });

  test('waits for the new version while the old one still answers, now and then', async () => {
    const [old, fresh] = [well('1.0.0+old'), well('2.0.0+new')];

    const { passed, asked } = await smoke([old, fresh, fresh, old, hostPage, fresh]);

    expect(passed).toBe(true);
    expect(asked).toHaveLength(10);
  });

  test('fails when the old version goes on answering', async () => {
    const { passed, words } = await smoke([well('1.0.0+old')]);

    expect(passed).toBe(false);
    expect(words).toBe('2.0.0+new was waited for in vain: 1.0.0+old answers with status 200.');
  });

  test('fails when the new version is not well, and says of what', async () => {
    const { passed, words } = await smoke([ill]);

    expect(passed).toBe(false);
    expect(words).toContain('2.0.0+new answers with status 503; cosmos: failed (Error).');
  });

  test('fails when nobody answers in time', async () => {
    const { passed, words } = await smoke(['hang'], 5_000, 20);

    expect(passed).toBe(false);
    expect(words).toContain('it does not answer: it took too long');
  });

  test('fails when something else answers', async () => {
    const { passed, words } = await smoke([{ status: 200, body: 'Your app is up and running' }]);

    expect(passed).toBe(false);
    expect(words).toContain('something else answers, with status 200');
  });

  test('fails when there is no server', async () => {
    const ask = async () => askHealth('http://127.0.0.1:9/');

    const { passed, words } = await smokeTest({ ask, version: '1', timeoutMs: 1, clock: clock() });

    expect(passed).toBe(false);
    expect(words).toContain('it does not answer: fetch failed');
  });
});

describe('settling', () => {
  async function settling(answers: readonly Answer[], timeoutMs = 600_000) {
    server = await startHealthServer(answers);
    const { url, asked } = server;
    return { ...(await settle({ ask: async () => askHealth(url), timeoutMs, clock: clock() })), asked };
  }

  test('is over when the app has said the same for a minute', async () => {
    const { passed, asked } = await settling([well('1.0.0+old'), ill, well('1.0.0+old')]);

    expect(passed).toBe(true);
    expect(asked).toHaveLength(9);
  });

  test('is over at once, so to speak, where there is no app yet', async () => {
    const { passed, words } = await settling([hostPage]);

    expect(passed).toBe(true);
    expect(words).toContain('something else answers, with status 404');
  });

  test('fails for an app that never settles', async () => {
    const flapping = Array.from({ length: 40 }, (_, turn) => (turn % 2 === 0 ? ill : well('1.0.0+old')));

    expect((await settling(flapping, 120_000)).passed).toBe(false);
  });
});

describe('an answer without a version', () => {
  test('is one of an older build', () => {
    const answer = { kind: 'health', httpStatus: 200, version: undefined, checks: {} } as const;

    expect(inWords(answer)).toBe('an unknown version answers with status 200');
  });
});

describe('the last good package', () => {
  const run = (id: number, more: object = {}) => ({
    ...{ id, repository_id: 1, head_repository_id: 1, head_branch: 'main' },
    ...more,
  });
  const kept = (day: number, workflowRun: object | null, more: object = {}) => ({
    ...{ id: day, name: 'good-staging', expired: false, created_at: `2026-11-0${day}T00:00:00Z` },
    ...{ workflow_run: workflowRun, ...more },
  });

  async function find(artifacts: readonly object[], status = 200) {
    server = await startHealthServer([{ status, body: { total_count: artifacts.length, artifacts } }]);
    return findLastGood({
      ...{ api: server.url.replace(/\/$/, ''), repository: 'acme/evenkeel', token: 't' },
      ...{ environment: 'staging', branch: 'main' },
    });
  }

  test('is the newest that is kept', async () => {
    expect(await find([kept(1, run(11)), kept(3, run(13)), kept(2, run(12))])).toBe(13);
    expect(server?.asked).toEqual(['/repos/acme/evenkeel/actions/artifacts?name=good-staging&per_page=100']);
  });

  test('is none where none was, or none is kept any more', async () => {
    expect(await find([])).toBeUndefined();
    await server?.stop();
    expect(await find([kept(1, run(11), { expired: true })])).toBeUndefined();
  });

  test.each([
    ['another branch', run(12, { head_branch: 'try' })],
    ['a branch of that name in a fork', run(12, { head_repository_id: 2 })],
    ['a run that is gone', null],
  ])('is never of %s', async (_what, workflowRun) => {
    expect(await find([kept(1, run(11)), kept(2, workflowRun)])).toBe(11);
  });

  test('is not guessed when GitHub does not say', async () => {
    await expect(find([], 403)).rejects.toThrow('status 403');
  });
});

describe('npm run deploy', () => {
  async function call(parameters: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const script = join(import.meta.dirname, '../../../infra/deploy/main.ts');
    const options = { env: { ...process.env, ...env } };
    return promisify(execFile)(process.execPath, [script, ...parameters], options).then(
      ({ stdout }) => ({ code: 0, output: stdout }),
      (error: unknown) => failureSchema.parse(error),
    );
  }

  test('smoke-test ends with 1 when it has failed', async () => {
    server = await startHealthServer([well('1.0.0+old')]);

    const { code, output } = await call([
      ...['smoke-test', '--url', server.url, '--version', '2.0.0+new', '--timeout-seconds', '1'],
    ]);

    expect([code, output]).toEqual([
      1,
      '2.0.0+new was waited for in vain: 1.0.0+old answers with status 200.\n',
    ]);
  });

  test('last-good tells the next step', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'deploy-'));
    server = await startHealthServer([{ status: 200, body: { artifacts: [] } }]);
    const output = join(folder, 'output');

    const { code } = await call(['last-good', '--environment', 'dev'], {
      ...{ GITHUB_API_URL: server.url, GITHUB_REPOSITORY: 'acme/evenkeel', GITHUB_TOKEN: 't' },
      ...{ RELEASE_BRANCH: 'main', GITHUB_OUTPUT: output },
    });

    expect([code, readFileSync(output, 'utf8')]).toEqual([0, 'run-id=\n']);
    rmSync(folder, { recursive: true });
  });

  test('tells its usage when it is asked to', async () => {
    const { code, output } = await call(['--help']);

    expect([code, output]).toEqual([0, expect.stringContaining('smoke-test --url URL')]);
  });

  test.each([[['smoke-test', '--url', 'nowhere', '--version', '1']], [['settle']], [['everything']]])(
    'ends with 2 for %o',
    async (parameters) => {
      expect((await call(parameters)).code).toBe(2);
    },
  );
});
