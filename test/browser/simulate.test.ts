import { browserTest } from '../support/browser/browser-test.ts';
import { jobRequest } from '../support/stack-data.ts';

browserTest('an outage is played through before it happens', async ({ page, stack }) => {
  const hourly = { type: 'cron', expression: '0 * * * *', timeZone: 'UTC' };
  await stack.client.scheduleJob(jobRequest('simulate-hourly', hourly));

  await page.goto('/jobs/simulate-hourly');
  await page.locator('main').getByRole('link', { name: 'Simulate' }).click();
  const slots = page.getByRole('region', { name: 'Slots' });
  await slots.getByText('Ran', { exact: true }).first().waitFor();
  await page
    .getByRole('group', { name: /^Outages/ })
    .getByRole('button')
    .last()
    .click();

  await slots
    .getByText(/^Skipped|^Late/)
    .first()
    .waitFor();
});
