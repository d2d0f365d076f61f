import { describe } from 'vitest';
import { browserTest } from '../support/browser/browser-test.ts';
import { jobRequest } from '../support/stack-data.ts';

const DAILY = { type: 'cron', expression: '0 6 * * *', timeZone: 'UTC' };
const PAUSE = { author: 'ada', reason: 'From elsewhere' };

describe('what somebody else does', () => {
  browserTest('is shown without a reload', async ({ page, stack }) => {
    await stack.client.scheduleJob(jobRequest('live-streamed', DAILY));
    await page.goto('/jobs?text=live-streamed');
    const row = page.getByRole('row').filter({ hasText: 'live-streamed' });
    await row.getByText('Active').waitFor();
    await page.getByText('Live', { exact: true }).waitFor();

    await stack.client.tellJob('live-streamed', 'pause', PAUSE);

    await row.getByText('Paused').waitFor();
  });

  browserTest(
    'is shown, if later, where the stream of changes cannot be had',
    async ({ page, stack, problems }) => {
      problems.expect(/ERR_FAILED/);
      await stack.client.scheduleJob(jobRequest('live-polled', DAILY));
      await page.clock.install();
      await page.route('**/api/watch**', (route) => route.abort());
      await page.goto('/jobs?text=live-polled');
      const row = page.getByRole('row').filter({ hasText: 'live-polled' });
      await row.getByText('Active').waitFor();
      await page.getByText('Every 10 s').waitFor();

      await stack.client.tellJob('live-polled', 'pause', PAUSE);
      await page.clock.fastForward(10_000);

      await row.getByText('Paused').waitFor();
    },
  );
});
