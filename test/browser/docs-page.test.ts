import { expect } from 'vitest';
import { browserTest } from '../support/browser/browser-test.ts';

browserTest(
  'the docs page has a section for each part of the API, which unfolds to its operations',
  async ({ page }) => {
    await page.goto('/api/docs');

    await page.getByRole('heading', { name: /^Evenkeel/ }).waitFor();
    const sections = page.locator('h3.opblock-tag');
    await sections.first().waitFor();
    expect(await sections.count()).toBeGreaterThan(5);

    await page.getByRole('button', { name: 'Expand operation' }).first().click();

    await page.locator('.opblock').first().waitFor();
  },
);
