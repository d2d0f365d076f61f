import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { PATIENCE_MS } from '../../patience.ts';
import type { Places } from './find-places.ts';
import type { Screen } from './screens.ts';

/** Resolves when a screen has all that it shows and nothing of it is still being read. @throws Error after `timeout` ms. */
export async function openScreen(
  page: Page,
  screen: Screen,
  { places, timeout = PATIENCE_MS }: { readonly places: Places; readonly timeout?: number },
): Promise<void> {
  await page.goto(screen.path(places));
  await page.locator('main h1').first().waitFor({ timeout });
  await untilCalm(page, timeout);
  await screen.steps?.(page, places);
  await page.locator(screen.shows).first().waitFor({ timeout, state: 'visible' });
  await untilCalm(page, timeout);
}

/** As text, since it is for the page, of which this project has no types. */
const IS_CALM = `document.querySelector('main .places, main [aria-busy="true"], ek-load-state .place') === null
  && document.fonts.status === 'loaded'
  && document.getAnimations().every(({ playState, effect }) =>
    playState !== 'running' || effect?.getTiming().iterations === Infinity)`;

const LOOK_AGAIN_MS = 60;

/** Until nothing on the page says that it is being read, the fonts are there, and no animation runs. */
async function untilCalm(page: Page, timeout: number): Promise<void> {
  const giveUpAt = Date.now() + timeout;
  // Asked from here: what is asked again within the page is `eval`, which the page's own rules forbid.
  while (!(await page.evaluate<boolean>(IS_CALM))) {
    if (Date.now() > giveUpAt) throw new Error(`${page.url()} still reads or moves after ${timeout} ms.`);
    await delay(LOOK_AGAIN_MS);
  }
}
