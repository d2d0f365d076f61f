import { expect } from 'vitest';
import { browserTest } from '../support/browser/browser-test.ts';
import { jobRequest } from '../support/stack-data.ts';

browserTest('times are those of the viewer, whose zone is named', async ({ openPage, stack }) => {
  const morning = { type: 'cron', expression: '0 6 * * *', timeZone: 'Europe/Berlin' };
  await stack.client.scheduleJob(jobRequest('zones-daily', morning));
  const shown = async (timezoneId: string) => {
    const page = await openPage({ timezoneId });
    await page.goto('/jobs/zones-daily');
    const slot = page.getByText(/^\s*Next slot/).first();
    await slot.waitFor();
    return slot.innerText();
  };

  const [kolkata, newYork] = [await shown('Asia/Kolkata'), await shown('America/New_York')];

  // 06:00 in Berlin is 10:30 in Kolkata in winter and 09:30 in summer; New York is at midnight, but for some weeks a year.
  expect(kolkata).toMatch(/(?:10|09):30/);
  expect(newYork).toMatch(/0[01]:00/);
});
