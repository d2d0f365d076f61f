import { describe, expect } from 'vitest';
import { browserTest } from '../support/browser/browser-test.ts';

const COUNT = 10_000;
/** Rows that are in the document at once, of however many there are. */
const MOST_ROWS = 120;

describe('ten thousand jobs', () => {
  browserTest.beforeAll(async ({ stack }) => {
    const rows = Array.from({ length: COUNT }, (_, index) => ({
      jobId: `many-jobs-${String(index).padStart(5, '0')}`,
      // Of this kind no file has to be looked for.
      ...{ kind: 'report-collection', valueStream: 'many-jobs' },
      tags: [index % 100 === 0 ? 'rare' : 'common'],
      task: { resource: 'many-jobs', baseUrl: 'https://reports.example.com' },
      recurrences: [{ type: 'once', at: '2099-01-01T00:00:00Z' }],
    }));
    const response = await fetch(`${stack.url}/api/jobs/bulk`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson', accept: 'application/x-ndjson' },
      body: rows.map((row) => JSON.stringify(row)).join('\n'),
    });
    expect((await response.text()).trim().split('\n').at(-1)).toContain(`"created":${COUNT}`);
  });

  browserTest('are counted, found by typing, and scrolled with few rows in the page', async ({ page }) => {
    await page.goto('/jobs?valueStream=many-jobs');
    await page.getByText('10,000 jobs').waitFor();

    const grid = page.getByRole('grid', { name: 'Jobs' });
    await page.mouse.move(640, 500);
    for (let turn = 0; turn < 12; turn += 1) {
      await page.mouse.wheel(0, 4000);
      await page.evaluate('new Promise((done) => requestAnimationFrame(done))');
    }
    await expect.poll(() => grid.getByRole('row').count()).toBeLessThan(MOST_ROWS);
    expect(await page.evaluate<number>('scrollY + document.querySelector("main").scrollTop')).toBeGreaterThan(
      2000,
    );

    await page.getByRole('searchbox').fill('many-jobs-0421');
    await page.getByText('10 jobs', { exact: true }).waitFor();
    await grid.getByRole('link', { name: 'many-jobs-04217' }).waitFor();
  });

  browserTest(
    'filters stand in the address, which shows the same to somebody else',
    async ({ page, openPage }) => {
      await page.goto('/jobs?valueStream=many-jobs');
      await page.getByRole('button', { name: 'Tags' }).click();
      const choice = page.getByRole('dialog', { name: 'Tags' });
      await choice.getByRole('checkbox', { name: 'rare' }).check();
      await choice.getByRole('button', { name: 'Done' }).click();
      await page.getByText('100 jobs', { exact: true }).waitFor();

      const other = await openPage();
      await other.goto(page.url());

      await other.getByText('100 jobs', { exact: true }).waitFor();
      await other.getByRole('button', { name: /rare/ }).waitFor();
    },
  );

  browserTest('of which several are chosen are paused together, and that is taken back', async ({ page }) => {
    await page.goto('/jobs?text=many-jobs-0999');
    await page.getByText('10 jobs', { exact: true }).waitFor();
    await page.getByRole('checkbox', { name: 'Choose all that have been read' }).check();
    const chosen = page.getByRole('group', { name: 'What was chosen' });
    await chosen.getByRole('button', { name: 'Pause' }).click();
    const dialog = page.getByRole('dialog');
    const why = dialog.getByLabel(/^Why/);
    await why.fill('Together');
    await dialog.getByRole('button', { name: /^Pause/ }).click();
    await dialog.getByRole('button', { name: 'Undo' }).waitFor();
    await expect.poll(() => page.locator('main').getByText('Paused', { exact: true }).count()).toBe(10);

    await dialog.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => page.locator('main').getByText('Active', { exact: true }).count()).toBe(10);
  });
});
