import { inject, test } from 'vitest';
import { launchChromium } from '../../../local/chromium/launch-chromium.ts';
import { OpenedPages } from './opened-pages.ts';
import { PageProblems } from './page-problems.ts';
import { sharedStack } from './shared-stack.ts';

/*
 * How to write a browser test
 * ===========================
 * A file `test/browser/<what>.test.ts` belongs to the project `browser`: `npx vitest run --project browser`.
 *
 *     import { expect } from 'vitest';
 *     import { browserTest } from '../support/browser/browser-test.ts';
 *
 *     browserTest('a job that is paused says so', async ({ page, stack }) => {
 *       await stack.client.scheduleJob(jobRequest('pages-paused'));
 *       await page.goto('/jobs/pages-paused');
 *       await page.getByRole('button', { name: 'Pause' }).click();
 *       await page.getByText('Paused').waitFor();
 *     });
 *
 * - `page` is empty and new for each test, in a context of its own: no cookies, no storage. Playwright's own `expect`
 *   is not there: wait with `locator.waitFor()`, `page.waitForURL()` or `expect.poll(() => locator.count())`, never
 *   for a time. An action waits long for its element.
 * - `openPage(options)` opens another, of another person, or one that is small, dark or elsewhere:
 *   `await openPage({ colorScheme: 'dark', viewport: { width: 360, height: 740 }, timezoneId: 'Asia/Kolkata' })`.
 * - `stack` is one for all files, and two files run at once: give jobs, models and value streams ids that start with
 *   the name of the file, and never count all that there are. A test that needs other settings (sign-in, slow answers)
 *   starts a stack of its own and opens pages with `openPage({ baseURL: own.url })` after
 *   `problems.allowOrigin(own.url)`.
 * - `browserTest.beforeAll(async ({ stack }) => …)` prepares for a file.
 * - A test fails when its page logs an error, throws, or asks any other host. What belongs to the case is named:
 *   `problems.expect(/status of 409/)`: the browser itself logs each answer from 400 on.
 * - Of a test that fails, the pictures and traces of its pages are kept in `.cache/browser-failures/`; look at a trace
 *   with `npx playwright-core show-trace <file>`.
 */

/** A test with a page of the app in Chromium. */
export const browserTest = test
  .extend('chromium', { scope: 'worker' }, () => inject('chromium') ?? undefined)
  .extend('browser', { scope: 'worker' }, async ({ chromium: executablePath }, { onCleanup }) => {
    if (executablePath === undefined) throw new Error('There is no Chromium.');
    const browser = await launchChromium(executablePath);
    onCleanup(() => browser.close());
    return browser;
  })
  .extend('stack', { scope: 'worker' }, () => sharedStack())
  .extend('problems', ({ stack }) => new PageProblems([stack.url]))
  .extend('pages', async ({ browser, stack, problems, task }, { onCleanup }) => {
    const pages = new OpenedPages({ browser, baseURL: stack.url, problems });
    onCleanup(async () => {
      try {
        if (task.result?.state === 'fail' || problems.areLeft()) {
          console.error(`Kept of the pages:\n${(await pages.keep(task.fullTestName)).join('\n')}`);
        }
      } finally {
        await pages.close();
      }
      problems.assertNone();
    });
    return pages;
  })
  .extend('openPage', ({ pages }) => pages.open.bind(pages))
  .extend('page', ({ pages }) => pages.open());
