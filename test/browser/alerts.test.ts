import { expect } from 'vitest';
import { browserTest } from '../support/browser/browser-test.ts';
import { scoresCsv, upload } from '../support/stack-data.ts';

browserTest('whoever sees to an alert says so', async ({ page, stack }) => {
  const rule = {
    valueStream: 'alerts-page',
    conditions: [{ type: 'run-failed' }],
    channels: [{ type: 'recipients' }],
  };
  await fetch(`${stack.url}/api/alert-rules/alerts-page`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(rule),
  });
  await upload(stack, 'baselines/alerts-page.csv', scoresCsv(100));
  await stack.client.scheduleJob({
    ...{ jobId: 'alerts-page', kind: 'stability', valueStream: 'alerts-page' },
    task: {
      ...{ modelId: 'alerts-page', scoreColumn: 'score' },
      ...{ baseline: 'baselines/alerts-page.csv', current: 'datasets/none.csv' },
    },
    recurrences: [{ type: 'cron', expression: '0 6 * * *', timeZone: 'UTC' }],
    policies: { retry: { maxAttempts: 1 } },
  });
  await stack.client.tellJob('alerts-page', 'runs', { author: 'ada', reason: 'To see it fail' });

  const isOpen = async () => (await fetch(`${stack.url}/api/alerts?valueStream=alerts-page`)).text();
  await expect.poll(isOpen).toContain('"state":"open"');

  await page.goto('/alerts?valueStream=alerts-page');
  await page.getByRole('button', { name: 'Acknowledge', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Why').fill('I ask the partner');
  await dialog.getByRole('button', { name: 'Acknowledge' }).click();

  await page.locator('ek-incident-row').getByText('Acknowledged', { exact: true }).waitFor();
});
