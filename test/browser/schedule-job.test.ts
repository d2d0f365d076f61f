import { describe, expect } from 'vitest';
import { browserTest } from '../support/browser/browser-test.ts';
import { scoresCsv, upload } from '../support/stack-data.ts';

describe('somebody who has never seen the page', () => {
  browserTest.beforeAll(async ({ stack }) => {
    await upload(stack, 'baselines/schedule-job.csv', scoresCsv(200));
    await upload(stack, 'datasets/schedule-job.csv', scoresCsv(200, 3));
  });

  browserTest(
    'schedules a job, sees it run, edits it, deletes it and brings it back',
    async ({ page, problems }) => {
      // Told that its job has changed, the screen of a job that is just being deleted may read it once more.
      problems.expect(/status of 404/);
      // Schedule.
      await page.goto('/jobs');
      await page.getByRole('link', { name: 'Schedule a job' }).first().click();
      await page.getByRole('radio', { name: /^Stability/ }).check({ force: true });
      await page.getByLabel('Model', { exact: false }).first().fill('schedule-job');
      await page.getByLabel('Score column').fill('score');
      await page.getByRole('textbox', { name: /^Baseline/ }).fill('baselines/schedule-job.csv');
      await page.getByRole('textbox', { name: /^Current/ }).fill('datasets/schedule-job.csv');
      await page.getByLabel(/^Value stream/).fill('schedule-job');
      await page.getByLabel('Id', { exact: true }).fill('schedule-job-form');
      await page.getByLabel('Repeats', { exact: true }).selectOption({ label: 'Every day' });
      await page.getByLabel('At', { exact: true }).fill('06:30');
      await page.getByLabel('Time zone').fill('Europe/Berlin');
      const outlook = page.getByRole('complementary', { name: 'What the schedule comes to' });
      await outlook
        .getByText(/At 06:30/)
        .first()
        .waitFor();
      await page.getByRole('button', { name: 'Schedule the job' }).click();

      // Run.
      await page.getByRole('heading', { level: 1, name: 'schedule-job-form' }).waitFor();
      await page.getByText('At 06:30, Europe/Berlin time').first().waitFor();
      await page.getByRole('button', { name: 'Run now' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Run now' }).click();
      const asked = page.getByRole('region', { name: 'The run that was asked for' });
      await asked.getByText('Succeeded').waitFor();
      await asked.getByText(/PSI/).waitFor();

      // Edit.
      await page.locator('main').getByRole('link', { name: 'Edit' }).click();
      await page.getByLabel('At', { exact: true }).fill('07:45');
      await page.getByLabel('Why (optional)').fill('The data comes later');
      await page.getByRole('button', { name: 'Save changes' }).click();
      await page.getByText('At 07:45, Europe/Berlin time').first().waitFor();

      // Delete, and think better of it.
      await page.locator('main').getByRole('button', { name: 'Delete' }).click();
      const dialog = page.getByRole('dialog');
      expect(await dialog.innerText()).toContain('Its runs and its history stay readable');
      await dialog.getByRole('button', { name: 'Delete the job' }).click();
      await page.getByRole('heading', { level: 1, name: 'Jobs' }).waitFor();
      await page.getByRole('button', { name: 'Bring it back' }).click();
      await page.getByRole('searchbox').fill('schedule-job-form');
      await page.getByRole('link', { name: 'schedule-job-form' }).click();
      await page.getByText('At 07:45, Europe/Berlin time').first().waitFor();
    },
  );
});
