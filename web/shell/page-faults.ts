import type { ErrorHandler } from '@angular/core';
import { inject, Injector, Service } from '@angular/core';
import { Toasts } from '../kit/feedback/toasts.ts';
import { isLostPart, remedyFor } from './lost-part.ts';

const RELOADED_AT = 'evenkeel.reloaded-at';
const AFTER_RELOAD = 'evenkeel.after-reload';

/**
 * Faults of the page itself. Parts of it that are gone since an update are made good by loading the page again: at once
 * where somebody goes to another screen, and by their own press of a button where they are at work on one.
 */
@Service()
export class PageFaults implements ErrorHandler {
  // Whoever handles errors is made before anything else is.
  readonly #injector = inject(Injector);

  handleError(error: unknown): void {
    console.error(error);
    if (!isLostPart(error)) return;
    this.#toasts.fault('A part of this page could not be loaded: Evenkeel may have been updated.', {
      label: 'Load again',
      run: () => {
        location.reload();
      },
    });
  }

  /** Where somebody wanted to go, and could not be taken to. */
  notReached(error: unknown, url: string): void {
    if (isLostPart(error)) void this.#goAnew(url);
    else this.#toasts.fault('This screen could not be opened. Load the page again.');
  }

  /** Says that the page was loaded again, in the page that it was loaded as. */
  tellReload(): void {
    if (sessionStorage.getItem(AFTER_RELOAD) === null) return;
    sessionStorage.removeItem(AFTER_RELOAD);
    this.#toasts.done('Evenkeel was updated, and this page with it.');
  }

  async #goAnew(url: string): Promise<void> {
    const reloadedAt = Number(sessionStorage.getItem(RELOADED_AT) ?? Number.NaN);
    const remedy = remedyFor({
      isServerThere: await isServerThere(),
      reloadedAt: Number.isNaN(reloadedAt) ? undefined : reloadedAt,
      nowMs: Date.now(),
    });
    const again = { label: 'Try again', run: () => this.#goAnew(url) };
    switch (remedy) {
      case 'reload':
        sessionStorage.setItem(RELOADED_AT, String(Date.now()));
        sessionStorage.setItem(AFTER_RELOAD, url);
        location.assign(`${location.origin}${url}`);
        break;
      case 'say-broken':
        this.#toasts.fault('This screen could not be loaded. Wait a minute, then try again.', again);
        break;
      case 'say-unreachable':
        this.#toasts.fault('The server does not answer, so this screen could not be loaded.', again);
        break;
    }
  }

  get #toasts(): Toasts {
    return this.#injector.get(Toasts);
  }
}

async function isServerThere(): Promise<boolean> {
  const answer = await fetch('/', { method: 'HEAD', cache: 'no-store' }).catch(() => undefined);
  return answer?.ok === true;
}
