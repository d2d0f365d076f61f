import { describe, expect } from 'vitest';
import { browserTest } from '../support/browser/browser-test.ts';
import { scoresCsv, upload } from '../support/stack-data.ts';

const STREAM = 'fleets-page';
const MODELS = ['fleets-a', 'fleets-b', 'fleets-c'];
const DAILY = { type: 'cron', expression: '0 6 * * *', timeZone: 'UTC' };

async function put(url: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'PUT', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${url} answers ${response.status}: ${await response.text()}`);
}

describe('fleets', () => {
  browserTest.beforeAll(async ({ stack }) => {
    for (const modelId of MODELS) {
      await upload(stack, `baselines/${modelId}.csv`, scoresCsv(100));
      await put(`${stack.url}/api/models/${modelId}`, { valueStream: STREAM, tags: ['tier-1'] });
    }
    // The stack of all browser tests may still be starting.
  }, 120_000);

  browserTest(
    'are made over the models that fit, edited as one, overridden for one model and deleted',
    async ({ page, problems, stack }) => {
      // What is typed is checked as it stands, and the browser logs each answer to what has faults yet.
      problems.expect(/status of 400/);
      await page.goto('/fleets');
      await page.getByRole('link', { name: 'Make a fleet' }).click();
      await page.getByRole('heading', { level: 1, name: 'Make a fleet' }).waitFor();
      await page.getByLabel(/^Value stream/).fill(STREAM);
      await page.getByLabel('With the tags').fill('tier-1');
      await page.getByRole('radio', { name: /^Stability/ }).check({ force: true });
      await page.getByLabel('Score column').fill('score');
      await page.getByLabel('Id', { exact: true }).fill('fleets-psi');
      await page.getByText('It selects 3 models.').waitFor();
      await page.getByText('3 made').waitFor();
      await page.getByRole('button', { name: 'Make the fleet' }).click();

      await page.getByRole('heading', { level: 1, name: 'fleets-psi' }).waitFor();
      const main = page.locator('main');
      await main.getByText('In step').waitFor();
      for (const modelId of MODELS)
        await main.getByRole('link', { name: `fleets-psi--${modelId}` }).waitFor();

      // One threshold for all.
      await main.getByRole('link', { name: 'Edit', exact: true }).click();
      await page.getByText('More', { exact: true }).first().click();
      await page.getByLabel('Moderate shift from').fill('0.07');
      await page.getByText('3 edited').waitFor();
      await page.getByText('task › thresholds › moderate: 0.1 → 0.07').first().waitFor();
      await page.getByRole('button', { name: 'Save changes' }).click();
      await page.getByRole('heading', { level: 1, name: 'fleets-psi', exact: true }).waitFor();
      await main.getByText('In step').waitFor();

      // Another one for one model.
      await main.getByRole('link', { name: 'Override for fleets-b' }).click();
      await page.getByRole('heading', { level: 1, name: 'fleets-b in fleets-psi' }).waitFor();
      await page.getByLabel('Moderate shift from').fill('0.02');
      await page.getByRole('row', { name: /thresholds › moderate 0.07 0.02/ }).waitFor();
      await page.getByRole('button', { name: 'Save the override' }).click();
      await page.getByRole('row', { name: 'fleets-psi--fleets-b' }).getByText('thresholds').waitFor();

      const moderate = async (modelId: string): Promise<unknown> => {
        const response = await fetch(`${stack.url}/api/jobs/fleets-psi--${modelId}`);
        return response.json();
      };
      expect(await moderate('fleets-a')).toMatchObject({ task: { thresholds: { moderate: 0.07 } } });
      expect(await moderate('fleets-b')).toMatchObject({ task: { thresholds: { moderate: 0.02 } } });

      // The job says of which fleet it is, and is changed through it.
      await main.getByRole('link', { name: 'fleets-psi--fleets-b' }).click();
      await page.getByRole('heading', { level: 1, name: 'fleets-psi--fleets-b' }).waitFor();
      await main.getByText('Its own: thresholds.').waitFor();
      expect(await main.getByRole('button', { name: 'Edit' }).isDisabled()).toBe(true);
      expect(await main.getByRole('button', { name: 'Delete' }).isDisabled()).toBe(true);
      await main.locator('.notice').getByRole('link', { name: 'fleets-psi', exact: true }).click();

      await page.getByRole('heading', { level: 1, name: 'fleets-psi', exact: true }).waitFor();
      await main.getByRole('button', { name: 'Delete' }).click();
      const dialog = page.getByRole('dialog');
      expect(await dialog.getByRole('button', { name: 'Delete the fleet' }).isDisabled()).toBe(true);
      await dialog.getByLabel('Type fleets-psi to go on').fill('fleets-psi');
      await dialog.getByRole('button', { name: 'Delete the fleet' }).click();
      await page.getByRole('heading', { level: 1, name: 'Fleets', exact: true }).waitFor();
      await expect
        .poll(async () => (await fetch(`${stack.url}/api/jobs/fleets-psi--fleets-a`)).status)
        .toBe(404);
    },
  );

  browserTest('two people who edit one see both versions', async ({ openPage, problems, stack }) => {
    problems.expect(/status of 412/);
    const template = {
      kind: 'report-collection',
      task: { resource: '{modelId}', baseUrl: 'https://reports.example.com' },
      recurrences: [DAILY],
    };
    const selector = { modelIds: ['fleets-a'] };
    await put(`${stack.url}/api/fleets/fleets-two`, {
      ...{ valueStream: STREAM, description: 'as it was', selector, template },
    });
    const [mine, theirs] = [await openPage(), await openPage()];
    for (const page of [mine, theirs]) {
      await page.goto('/fleets/fleets-two/edit');
      await page.locator('#fleet-description').waitFor();
    }

    await theirs.locator('#fleet-description').fill('theirs');
    await theirs.getByRole('button', { name: 'Save changes' }).click();
    await theirs.getByRole('heading', { level: 1, name: 'fleets-two', exact: true }).waitFor();
    await mine.locator('#fleet-description').fill('mine');
    await mine.getByLabel('But not these').fill('fleets-c');
    await mine.getByRole('button', { name: 'Save changes' }).click();

    await mine.getByRole('heading', { name: 'Somebody else has changed this fleet' }).waitFor();
    const description = mine.getByRole('group', { name: /description.*changed by both/i });
    await description.getByRole('radio', { name: /Theirs/ }).check();
    await mine.getByRole('button', { name: 'Save with these choices' }).click();

    await mine.getByRole('heading', { level: 1, name: 'fleets-two', exact: true }).waitFor();
    await mine.locator('main').getByText('theirs').first().waitFor();
    await mine
      .locator('main')
      .getByText(/but fleets-c/)
      .waitFor();
  });

  browserTest('all jobs of one are paused, resumed and run', async ({ page, stack }) => {
    const task = { resource: 'fleets-c', baseUrl: 'http://127.0.0.1:9' };
    await put(`${stack.url}/api/fleets/fleets-all`, {
      ...{ valueStream: STREAM, selector: { modelIds: ['fleets-c'] } },
      template: { kind: 'report-collection', task, recurrences: [DAILY] },
    });
    await page.goto('/fleets/fleets-all');
    const main = page.locator('main');
    const row = main.getByRole('row', { name: 'fleets-all--fleets-c' });

    await main.getByRole('button', { name: 'Pause all' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Pause all jobs' }).click();
    await main.getByText(/Paused one job/).waitFor();
    await row.getByText('Paused').waitFor();

    await main.getByRole('button', { name: 'Resume all' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Resume all jobs' }).click();
    await main.getByText(/Resumed one job/).waitFor();
    await row.getByText('Active').waitFor();

    await main.getByRole('button', { name: 'Run all now' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Run all now' }).click();
    await main.getByText(/Started one run/).waitFor();
  });

  browserTest('start from the template of their value stream', async ({ page }) => {
    await page.goto('/templates');
    await page.getByRole('textbox', { name: 'Another value stream' }).fill('fleets-template');
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('heading', { level: 1, name: 'Template of fleets-template' }).waitFor();
    await page.getByText('Overlap, catch-up, retries and limits').click();
    await page.getByLabel('Attempts', { exact: true }).fill('7');
    await page.getByRole('button', { name: 'Save the template' }).click();

    await page.getByRole('row', { name: /fleets-template policies › retry › maxAttempts: 7/ }).waitFor();
    await page.getByRole('link', { name: 'fleets-template' }).click();
    await page.getByRole('link', { name: 'Fleet from it' }).click();
    await page.getByText('From the template of fleets-template').waitFor();
    await page.goto('/templates/fleets-template');
    await page.getByRole('link', { name: 'Job from it' }).click();
    await page.getByRole('radio', { name: /^Webhook/ }).check({ force: true });
    expect(await page.getByLabel('Attempts', { exact: true }).inputValue()).toBe('7');
  });
});
