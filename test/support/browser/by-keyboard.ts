import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { PATIENCE_MS } from '../patience.ts';

/** What is focused, as somebody would call it: by its own name, its label, or what stands in it. */
const FOCUSED = `(() => {
  const element = document.activeElement;
  return (element?.getAttribute('aria-label') ?? element?.labels?.[0]?.textContent ?? element?.textContent ?? '').trim();
})()`;

export async function focusedName(page: Page): Promise<string> {
  return page.evaluate<string>(FOCUSED);
}

/**
 * Presses Tab until what is focused has this name: round and round, as it may not be there yet, or cannot be used yet.
 *
 * @throws Error when none leads there.
 */
export async function tabTo(page: Page, name: RegExp): Promise<void> {
  const met = new Set<string>();
  const giveUpAt = Date.now() + PATIENCE_MS;
  while (Date.now() < giveUpAt) {
    const focused = await focusedName(page);
    if (name.test(focused)) return;
    met.add(focused.slice(0, 40));
    await page.keyboard.press('Tab');
  }
  throw new Error(`No Tab leads to ${String(name)}, only to: ${[...met].join(' | ')}`);
}

/** Whether what is focused is in a dialog. */
export async function isFocusInDialog(page: Page): Promise<boolean> {
  return page.evaluate<boolean>('document.activeElement?.closest("[role=dialog]") !== null');
}

/** Waits until a dialog is open and has taken the focus, which it does a moment after it can be seen. */
export async function untilInDialog(page: Page): Promise<void> {
  await page.getByRole('dialog').waitFor();
  await expect.poll(() => isFocusInDialog(page)).toBe(true);
}
