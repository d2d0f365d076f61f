import type { Page } from 'playwright-core';

/** What is focused, as somebody would call it: by its own name, its label, or what stands in it. */
const FOCUSED = `(() => {
  const element = document.activeElement;
  return (element?.getAttribute('aria-label') ?? element?.labels?.[0]?.textContent ?? element?.textContent ?? '').trim();
})()`;

export async function focusedName(page: Page): Promise<string> {
  return page.evaluate<string>(FOCUSED);
}

/** Presses Tab until what is focused has this name. @throws Error when so many do not lead there. */
export async function tabTo(page: Page, name: RegExp, most = 60): Promise<void> {
  const met: string[] = [];
  for (let presses = 0; presses < most; presses += 1) {
    const focused = await focusedName(page);
    if (name.test(focused)) return;
    met.push(focused.slice(0, 40));
    await page.keyboard.press('Tab');
  }
  throw new Error(`No Tab leads to ${String(name)}, only to: ${met.join(' | ')}`);
}
