import { describe, expect } from 'vitest';
import { browserTest } from '../support/browser/browser-test.ts';
import { jobRequest } from '../support/stack-data.ts';

const DAILY = { type: 'cron', expression: '0 6 * * *', timeZone: 'UTC' };

describe('two people who edit one job', () => {
  browserTest(
    'see both versions side by side, and each field is decided',
    async ({ openPage, stack, problems }) => {
      problems.expect(/status of 412/);
      await stack.client.scheduleJob({ ...jobRequest('two-editors', DAILY), description: 'as it was' });
      const [mine, theirs] = [await openPage(), await openPage()];
      for (const page of [mine, theirs]) {
        await page.goto('/jobs/two-editors/edit');
        await page.getByLabel('Description').waitFor();
      }

      await theirs.getByLabel('Description').fill('theirs');
      await theirs.getByRole('button', { name: 'Save changes' }).click();
      // The heading of the form names the job too: only the address says that it is saved.
      await theirs.waitForURL(/\/jobs\/two-editors$/);
      await mine.getByLabel('Description').fill('mine');
      await mine.getByLabel('Tags').fill('from-me');
      await mine.getByRole('button', { name: 'Save changes' }).click();

      await mine.getByRole('heading', { name: 'Somebody else has changed this job' }).waitFor();
      const description = mine.getByRole('group', { name: /description.*changed by both/i });
      expect(await description.innerText()).toMatch(/as it was[\s\S]*theirs[\s\S]*mine/);
      const save = mine.getByRole('button', { name: 'Save with these choices' });
      expect(await save.isEnabled()).toBe(false);
      await description.getByRole('radio', { name: /Theirs/ }).check();
      await save.click();

      await mine.getByRole('heading', { level: 1, name: 'two-editors' }).waitFor();
      const main = mine.locator('main');
      await main.getByText('theirs').first().waitFor();
      await main.getByText('from-me').first().waitFor();
    },
  );
});
