import { describe, expect } from 'vitest';
import { browserTest } from '../support/browser/browser-test.ts';
import { focusedName, isFocusInDialog, tabTo, untilInDialog } from '../support/browser/by-keyboard.ts';
import { jobRequest } from '../support/stack-data.ts';

const DAILY = { type: 'cron', expression: '0 6 * * *', timeZone: 'UTC' };
describe('without a pointer', () => {
  browserTest('the first Tab leads past the rail', async ({ page }) => {
    await page.goto('/');
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    await page.keyboard.press('Tab');
    expect(await focusedName(page)).toBe('Skip to the content');

    await page.keyboard.press('Enter');

    expect(await page.evaluate('document.activeElement?.id')).toBe('main');
  });

  browserTest('the palette leads to a job, and Escape back to where one was', async ({ page, stack }) => {
    await stack.client.scheduleJob(jobRequest('keyboard-palette', DAILY));
    await page.goto('/models');
    await page.getByRole('heading', { level: 1, name: 'Models' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: /^Find a job/ }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('combobox', { name: /^Find a job/ }).waitFor({ state: 'detached' });

    await page.keyboard.press('Control+k');
    await page.keyboard.type('keyboard-palette');
    await page.getByRole('option', { name: /^keyboard-palette/ }).waitFor();
    await page.keyboard.press('Enter');

    await page.waitForURL('**/jobs/keyboard-palette');
  });

  browserTest('the name of a screen has the focus, also when it is drawn anew', async ({ page, stack }) => {
    await stack.client.scheduleJob(jobRequest('keyboard-heading', DAILY));
    await page.goto('/jobs?text=keyboard-heading');
    await page.getByRole('link', { name: 'keyboard-heading', exact: true }).waitFor();
    let letThrough: () => void = () => undefined;
    const isAsked = new Promise<void>((resolve) => {
      void page.route('**/api/jobs/keyboard-heading', async (route) => {
        const isLetThrough = new Promise<void>((resolveOther) => {
          letThrough = resolveOther;
        });
        resolve();
        await isLetThrough;
        await route.continue();
      });
    });

    await page.getByRole('link', { name: 'keyboard-heading', exact: true }).press('Enter');
    await isAsked;
    await expect.poll(() => focusedName(page)).toBe('keyboard-heading');
    letThrough();
    await page.getByRole('button', { name: 'Run now' }).waitFor();

    await expect.poll(() => focusedName(page)).toBe('keyboard-heading');
  });

  browserTest('a dialog keeps the focus, and gives it back', async ({ page, stack }) => {
    await stack.client.scheduleJob(jobRequest('keyboard-dialog', DAILY));
    await page.goto('/jobs/keyboard-dialog');
    await page.getByRole('button', { name: 'Run now' }).waitFor();
    await tabTo(page, /^Run now$/);
    await page.keyboard.press('Enter');
    await untilInDialog(page);
    for (let presses = 0; presses < 6; presses += 1) {
      await page.keyboard.press('Tab');
      expect(await isFocusInDialog(page)).toBe(true);
    }

    await page.keyboard.press('Escape');

    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expect.poll(() => focusedName(page)).toBe('Run now');
  });
});
