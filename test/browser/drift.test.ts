import { describe, expect } from 'vitest';
import { SHOWCASE_MODELS } from '../../local/showcase/showcase-models.ts';
import { backfillsAreDone, measureModels } from '../../local/showcase/fill-showcase.ts';
import { browserTest } from '../support/browser/browser-test.ts';

const MODEL = 'drift-page';

describe('a model that drifts', () => {
  browserTest.beforeAll(async ({ stack }) => {
    const models = SHOWCASE_MODELS.slice(0, 1).map((model) => ({
      ...model,
      modelId: MODEL,
      valueStream: 'drift',
    }));
    const showcase = { client: stack.client, blobs: stack.blobs, now: Date.now(), days: 12, models };
    await measureModels(showcase);
    await backfillsAreDone(showcase);
  });

  browserTest('is found among all, and looked into down to what moved', async ({ page, stack }) => {
    // What a run has measured is delivered a moment after the run has ended.
    const model = async () => (await fetch(`${stack.url}/api/models/${MODEL}`)).text();
    await expect.poll(model).toContain('"significant-shift"');
    await page.goto('/models?valueStream=drift');
    const card = page.getByRole('link', { name: new RegExp(MODEL) });
    // The last slot measures the day before it: the 10th or the 11th of the twelve, as the hour is; both are past the jump.
    await card.getByText('Significant shift').waitFor();
    await card.click();

    await page.getByRole('heading', { level: 1, name: MODEL }).waitFor();
    await page.getByRole('link', { name: 'Characteristics' }).click();
    await page.getByRole('button', { name: 'utilisation' }).first().click();

    await page.waitForURL(/tab=window/);
    await page.getByRole('heading', { name: /utilisation/ }).waitFor();
    await page.getByText('Expected, of the baseline').first().waitFor();
  });
});
