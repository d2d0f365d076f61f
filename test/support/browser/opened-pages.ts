import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { FAILURES_FOLDER } from './failures-folder.ts';
import { PATIENCE_MS } from '../patience.ts';
import type { PageProblems } from './page-problems.ts';

/** The same on every machine, and without movement that a test would have to wait for. */
const DEFAULTS: BrowserContextOptions = {
  ...{ locale: 'en-GB', timezoneId: 'UTC', colorScheme: 'light', reducedMotion: 'reduce' },
  viewport: { width: 1280, height: 800 },
};

interface Surroundings {
  readonly browser: Browser;
  /** Address of the app: a page asked for `/jobs` is on it. */
  readonly baseURL: string;
  readonly problems: PageProblems;
}

/** The pages of one test: each of a person with a browser of their own, who share neither cookies nor storage. */
export class OpenedPages {
  readonly #surroundings: Surroundings;
  readonly #contexts: BrowserContext[] = [];

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  /** An empty page; the options are Playwright's for a context, over those that all tests have. */
  async open(options: BrowserContextOptions = {}): Promise<Page> {
    const { browser, baseURL, problems } = this.#surroundings;
    const context = await browser.newContext({ baseURL, ...DEFAULTS, ...options });
    this.#contexts.push(context);
    context.setDefaultTimeout(PATIENCE_MS);
    problems.watch(context);
    await context.tracing.start({ snapshots: true, screenshots: false, sources: false });
    return context.newPage();
  }

  /** Writes a picture of each page and the trace of each context, named by the test. */
  async keep(testName: string): Promise<readonly string[]> {
    await mkdir(FAILURES_FOLDER, { recursive: true });
    const name = testName.replace(/[^a-z0-9]+/gi, '-').slice(0, 120);
    const kept: string[] = [];
    for (const [number, context] of this.#contexts.entries()) {
      for (const [index, page] of context.pages().entries()) {
        const path = join(FAILURES_FOLDER, `${name}-${number + 1}-${index + 1}.png`);
        // A page that has crashed or hangs has no picture; that must not hide why the test has failed.
        await page.screenshot({ path, timeout: PATIENCE_MS / 6 }).then(
          () => kept.push(path),
          () => undefined,
        );
      }
      const path = join(FAILURES_FOLDER, `${name}-${number + 1}.zip`);
      await context.tracing.stop({ path });
      kept.push(path);
    }
    return kept;
  }

  async close(): Promise<void> {
    await Promise.all(this.#contexts.splice(0).map((context) => context.close()));
  }
}
