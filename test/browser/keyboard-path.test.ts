import { describe, expect } from 'vitest';
import type { Page } from 'playwright-core';
import { browserTest } from '../support/browser/browser-test.ts';
import { focusedName, tabTo, untilInDialog } from '../support/browser/by-keyboard.ts';
import { scoresCsv, upload } from '../support/stack-data.ts';

/** Tab by Tab to a field, which takes the text. */
async function fillIn(page: Page, field: RegExp, text: string): Promise<void> {
  await tabTo(page, field);
  await page.keyboard.type(text);
}

async function press(page: Page, name: RegExp): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press('Enter');
}

/** Where the focus is after a step that opens or closes something. */
async function untilFocused(page: Page, name: RegExp): Promise<void> {
  await expect.poll(() => focusedName(page)).toMatch(name);
}

describe('the whole way by keyboard alone', () => {
  browserTest.beforeAll(async ({ stack }) => {
    await upload(stack, 'baselines/keyboard-path.csv', scoresCsv(200));
  });

  browserTest('a job is scheduled, its run fails, and is retried', async ({ page, stack }) => {
    const { keyboard } = page;
    await page.goto('/jobs');
    await page.getByRole('heading', { level: 1, name: 'Jobs' }).waitFor();
    await press(page, /^Skip to the content$/);
    await press(page, /^Schedule a job$/);

    // Schedule.
    await untilFocused(page, /^Schedule a job$/);
    await tabTo(page, /^Stability/);
    await keyboard.press('Space');
    await fillIn(page, /^Model/, 'keyboard-path');
    await fillIn(page, /^Score column/, 'score');
    await fillIn(page, /^Baseline(?!:)/, 'baselines/keyboard-path.csv');
    await fillIn(page, /^Current(?!:)/, 'datasets/keyboard-path.csv');
    await fillIn(page, /^Value stream/, 'keyboard-path');
    await tabTo(page, /^Repeats/);
    await keyboard.type('Every day');
    await fillIn(page, /^At$/, '0630');
    await page.getByText('At 06:30').first().waitFor();
    await tabTo(page, /^Attempts/);
    await keyboard.press('Control+a');
    await keyboard.type('1');
    await press(page, /^Schedule the job$/);

    // Run.
    await untilFocused(page, /^keyboard-path-stability$/);
    await press(page, /^Run now$/);
    await untilInDialog(page);
    await press(page, /^Run now$/);
    const asked = page.getByRole('region', { name: 'The run that was asked for' });
    await asked.getByText('Failed').waitFor();
    const runId = await asked.getByRole('link').innerText();
    await press(page, new RegExp(`^${runId.replaceAll('.', '\\.')}$`));
    await page.getByText("There is no blob 'datasets/keyboard-path.csv'").first().waitFor();

    // Retry, once the data is there.
    await upload(stack, 'datasets/keyboard-path.csv', scoresCsv(200, 1));
    await press(page, /^Retry$/);
    await untilInDialog(page);
    await press(page, /^Retry$/);
    await page.getByText('Succeeded').first().waitFor();
  });
});
