import { describe, expect } from 'vitest';
import { startReportServer } from '../../local/report-server/start-report-server.ts';
import { browserTest } from '../support/browser/browser-test.ts';
import { accessibilityFindings } from '../support/browser/screens/accessibility-findings.ts';
import { fillForScreens, SHOWN_MODEL } from '../support/browser/screens/example-data.ts';
import { findPlaces } from '../support/browser/screens/find-places.ts';
import { openScreen } from '../support/browser/screens/open-screen.ts';
import { SCREENS } from '../support/browser/screens/screens.ts';

const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 800 };

/** Cards have one height; what does not fit is cut. */
const MOST_CUT = `Math.max(0, ...[...document.querySelectorAll('[role=row][data-index]')]
  .map((row) => row.scrollHeight - row.clientHeight))`;

const screenTest = browserTest
  .extend('places', { scope: 'worker' }, async ({ stack }, { onCleanup }) => {
    const reports = await startReportServer({ port: 0 });
    onCleanup(() => reports.stop());
    const { url, client, blobs } = stack;
    const size = { days: 4, isSmall: true, now: Date.now() } as const;
    await fillForScreens({ url, client, blobs, reportServer: reports.origin, ...size });
    return findPlaces(url, SHOWN_MODEL);
  })
  // One page for all of them, as one person would have: each screen comes out of the cache of the one before.
  .extend('onePage', { scope: 'worker' }, async ({ browser, stack }, { onCleanup }) => {
    const context = await browser.newContext({ baseURL: stack.url, viewport: DESK, reducedMotion: 'reduce' });
    onCleanup(() => context.close());
    return context.newPage();
  });

describe('each screen', () => {
  screenTest.beforeAll(async ({ places }) => {
    expect(places.runId).not.toBe('none-yet');
  });

  for (const screen of SCREENS) {
    screenTest(`${screen.name} can be used by everybody`, async ({ onePage: page, places }) => {
      await page.setViewportSize(DESK);
      await page.emulateMedia({ colorScheme: 'light' });
      await openScreen(page, screen, { places });

      expect(await accessibilityFindings(page)).toEqual([]);

      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await accessibilityFindings(page, ['color-contrast']), 'in the dark').toEqual([]);

      await page.setViewportSize(PHONE);
      const tooWide = () => page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      // A table becomes cards in the frame after.
      await expect.poll(tooWide, { message: 'pixels too wide for a phone' }).toBeLessThanOrEqual(0);
      await expect
        .poll(() => page.evaluate<number>(MOST_CUT), { message: 'pixels cut of a card' })
        .toBeLessThan(2);
    });
  }
});
