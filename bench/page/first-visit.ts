import type { Browser } from 'playwright-core';

export interface FirstVisit {
  /** As they came over the wire, with headers, of all that was asked for. */
  readonly bytes: number;
  readonly requests: number;
  /** From the address to the overview with its data. */
  readonly shownMs: number;
  /** From the address until a click after that has been answered. */
  readonly interactiveMs: number;
}

/** Somebody comes for the first time: nothing is cached. */
export async function measureFirstVisit(browser: Browser, url: string): Promise<FirstVisit> {
  const context = await browser.newContext({ viewport: { width: 1360, height: 900 } });
  try {
    const page = await context.newPage();
    const devTools = await context.newCDPSession(page);
    await devTools.send('Network.enable');
    const read = { bytes: 0, requests: 0 };
    devTools.on('Network.loadingFinished', ({ encodedDataLength }) => {
      read.bytes += encodedDataLength;
      read.requests += 1;
    });
    const startedAt = performance.now();
    await page.goto(url, { waitUntil: 'commit' });
    await page.locator('main nav.tiles').waitFor();
    const shownMs = performance.now() - startedAt;
    const { bytes, requests } = read;
    await page.getByRole('button', { name: /^Search or do/ }).click();
    await page.getByRole('combobox').last().waitFor();
    return { bytes, requests, shownMs, interactiveMs: performance.now() - startedAt };
  } finally {
    await context.close();
  }
}
