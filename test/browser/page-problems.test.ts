import { describe, expect } from 'vitest';
import { browserTest } from '../support/browser/browser-test.ts';

const EMPTY = 'data:text/html,<title>empty</title>';

describe('what a page may not do', () => {
  browserTest('to log an error', async ({ page, problems }) => {
    await page.goto(EMPTY);

    await page.evaluate('console.error("one complaint")');

    await expect.poll(() => problems.areLeft()).toBe(true);
    expect(() => {
      problems.assertNone();
    }).toThrow('one complaint');
    expect(problems.areLeft()).toBe(false);
  });

  browserTest('to throw what nobody catches', async ({ page, problems }) => {
    await page.goto(EMPTY);

    await page.evaluate('setTimeout(() => { throw new Error("not caught"); })');

    await expect.poll(() => problems.areLeft()).toBe(true);
    problems.expect(/Nobody has caught: .*not caught/);
  });

  browserTest('to ask another host', async ({ page, problems }) => {
    await page.goto(EMPTY);

    await page.evaluate('fetch("https://example.com/x").catch(() => undefined)');

    await expect.poll(() => problems.areLeft()).toBe(true);
    problems.expect(/another host: https:\/\/example\.com\/x/, /ERR_NAME_NOT_RESOLVED/);
  });
});
