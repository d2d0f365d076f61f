import type { BrowserContext, Page } from 'playwright-core';

/** What no page may do unless a test says so: complain, throw, or ask another host for something. */
export class PageProblems {
  readonly #origins: Set<string>;
  readonly #found: string[] = [];
  readonly #expected: RegExp[] = [];

  constructor(origins: readonly string[]) {
    this.#origins = new Set(origins.map((origin) => new URL(origin).origin));
  }

  watch(context: BrowserContext): void {
    context.on('console', (message) => {
      if (message.type() !== 'error') return;
      this.#found.push(`The console says: ${message.text()} (${message.location().url})`);
    });
    context.on('weberror', (error) => {
      this.#found.push(`Nobody has caught: ${String(error.error())}`);
    });
    context.on('request', (request) => {
      const url = new URL(request.url());
      // What a page makes for itself (`data:`, `blob:`) comes from nowhere.
      if (!/^(?:https?|wss?):$/.test(url.protocol) || this.#origins.has(url.origin)) return;
      this.#found.push(`A page asks another host: ${request.url()}`);
    });
    context.on('page', (page: Page) => {
      page.on('crash', () => this.#found.push(`The page ${page.url()} has crashed.`));
    });
  }

  /** Complaints that are part of what is tested, such as the browser's own line for an answer of 409. */
  expect(...patterns: readonly RegExp[]): void {
    this.#expected.push(...patterns);
  }

  /** Another address of this machine that pages of the test may ask, such as that of a stack of its own. */
  allowOrigin(url: string): void {
    this.#origins.add(new URL(url).origin);
  }

  areLeft(): boolean {
    return this.#left().length > 0;
  }

  /** @throws Error that names everything that went wrong and was not expected, and which is then forgotten. */
  assertNone(): void {
    const left = this.#left();
    this.#found.length = 0;
    if (left.length > 0) throw new Error(left.join('\n'));
  }

  #left(): readonly string[] {
    return this.#found.filter((line) => !this.#expected.some((pattern) => pattern.test(line)));
  }
}
