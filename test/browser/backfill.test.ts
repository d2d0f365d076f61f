import { browserTest } from '../support/browser/browser-test.ts';
import { jobRequest, scoresCsv, upload } from '../support/stack-data.ts';

browserTest('a backfill is tried, begun, and followed to its end', async ({ page, stack }) => {
  await upload(stack, 'datasets/m.csv', scoresCsv(100));
  const daily = { type: 'cron', expression: '0 6 * * *', timeZone: 'UTC' };
  await stack.client.scheduleJob(jobRequest('backfill-page', daily));

  await page.goto('/jobs/backfill-page?tab=backfills');
  await page.getByLabel(/^From/).fill('2026-03-01T00:00');
  await page.getByLabel(/^Until/).fill('2026-03-03T23:00');
  await page.getByRole('button', { name: 'See what it would run' }).click();
  await page.getByRole('button', { name: 'Run 3 slots' }).click();

  const started = page.getByRole('region', { name: /^Backfill of/ });
  await started.getByText('3 of 3 slots').waitFor();
  // Its runs are unfolded for whoever has just begun it.
  await started.getByText('Succeeded').nth(2).waitFor();
});
