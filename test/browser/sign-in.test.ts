import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { Client } from '../../local/client.ts';
import { startStack } from '../../local/stack.ts';
import { LocalTokens } from '../../local/token/local-tokens.ts';
import { browserTest } from '../support/browser/browser-test.ts';
import { jobRequest, scoresCsv, upload } from '../support/stack-data.ts';

const DAILY = { type: 'cron', expression: '0 6 * * *', timeZone: 'UTC' };
const FOR_A_WHILE = { expiresInSeconds: 600, stream: 'tests' } as const;

interface Closed {
  readonly url: string;
  readonly tokens: LocalTokens;
}

let closed: Closed;

describe('where everybody says who they are', () => {
  browserTest.beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'evenkeel-sign-in-'));
    const tokens = await LocalTokens.open(folder);
    const stack = await startStack({ settings: tokens.settings });
    closed = { url: stack.url, tokens };
    const operator = await tokens.issue({ name: 'ada', role: 'operator', ...FOR_A_WHILE });
    await upload(stack, 'baselines/m.csv', scoresCsv(20));
    await new Client(stack.url, operator).scheduleJob(jobRequest('sign-in-job', DAILY));
    return async () => {
      await stack.stop();
      await rm(folder, { recursive: true, force: true });
    };
  });

  browserTest(
    'somebody with a token gets in, and a reader is told what is not theirs',
    async ({ openPage, problems }) => {
      problems.allowOrigin(closed.url);
      problems.expect(/status of 401/);
      const token = await closed.tokens.issue({ name: 'bob', role: 'reader', ...FOR_A_WHILE });
      const page = await openPage({ baseURL: closed.url });

      await page.goto('/jobs/sign-in-job');
      await page.getByLabel('Access token or API key').fill(token);
      await page.getByRole('button', { name: 'Sign in with it' }).click();

      await page.getByRole('heading', { level: 1, name: 'sign-in-job' }).waitFor();
      const run = page.getByRole('button', { name: 'Run now' });
      await run.waitFor();
      expect(await run.isDisabled()).toBe(true);
      expect(await run.getAttribute('title')).toBe('Only operators of tests may do this.');
      await page.getByText('bob').first().waitFor();
    },
  );

  browserTest('a token that is none is refused, with what to do', async ({ openPage, problems }) => {
    problems.allowOrigin(closed.url);
    problems.expect(/status of 401/);
    const page = await openPage({ baseURL: closed.url });

    await page.goto('/');
    await page.getByLabel('Access token or API key').fill('not-a-token');
    await page.getByRole('button', { name: 'Sign in with it' }).click();

    await page.getByRole('alert').waitFor();
  });
});
