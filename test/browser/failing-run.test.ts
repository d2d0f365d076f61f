import { expect } from 'vitest';
import { browserTest } from '../support/browser/browser-test.ts';
import { scoresCsv, upload } from '../support/stack-data.ts';

browserTest('a failed run says why, and is retried once that is mended', async ({ page, stack }) => {
  await upload(stack, 'baselines/failing-run.csv', scoresCsv(200));
  await stack.client.scheduleJob({
    ...{ jobId: 'failing-run', kind: 'stability', valueStream: 'failing-run' },
    task: {
      ...{ modelId: 'failing-run', scoreColumn: 'score' },
      ...{ baseline: 'baselines/failing-run.csv', current: 'datasets/failing-run.csv' },
    },
    recurrences: [{ type: 'cron', expression: '0 6 * * *', timeZone: 'UTC' }],
    policies: { retry: { maxAttempts: 1 } },
  });

  await page.goto('/jobs/failing-run');
  await page.getByRole('button', { name: 'Run now' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Run now' }).click();
  const asked = page.getByRole('region', { name: 'The run that was asked for' });
  await asked.getByText('Failed').waitFor();
  await asked.getByRole('link').click();
  await page.getByText("There is no blob 'datasets/failing-run.csv'").first().waitFor();

  await upload(stack, 'datasets/failing-run.csv', scoresCsv(200, 1));
  await page.getByRole('button', { name: 'Retry' }).click();
  const dialog = page.getByRole('dialog');
  expect(await dialog.innerText()).toContain('It goes on with attempt 2.');
  await dialog.getByRole('button', { name: 'Retry' }).click();

  // Nothing is reloaded: the page says by itself how it ends.
  await page.getByText('Succeeded').first().waitFor();
  await page.getByRole('heading', { name: 'Stability of failing-run' }).waitFor();
});
