import { inject, Service } from '@angular/core';
import { Router } from '@angular/router';
import { PaletteOpener } from './palette/palette-opener.ts';
import { PLACES } from './places.ts';

const SECOND_KEY_WITHIN_MS = 1200;

/** The keys that work on every screen: Ctrl K, `/`, `?`, and `g` with the key of a place. */
@Service()
export class ShortcutKeys {
  readonly #router = inject(Router);
  readonly #palette = inject(PaletteOpener);
  #goAt = Number.NEGATIVE_INFINITY;

  start(): void {
    document.addEventListener('keydown', (event) => {
      this.#pressed(event);
    });
  }

  #pressed(event: KeyboardEvent): void {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      this.#palette.open();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (!this.#hasGone(event)) this.#single(event);
  }

  /** Whether the key was the second of `g` and a place's. */
  #hasGone(event: KeyboardEvent): boolean {
    const place = PLACES.flatMap(({ places }) => places).find(({ key }) => key === event.key);
    if (place === undefined || event.timeStamp - this.#goAt > SECOND_KEY_WITHIN_MS) return false;
    this.#goAt = Number.NEGATIVE_INFINITY;
    event.preventDefault();
    void this.#router.navigateByUrl(place.link);
    return true;
  }

  #single(event: KeyboardEvent): void {
    if (event.key === 'g') this.#goAt = event.timeStamp;
    if (event.key === '?') this.#palette.open();
    if (event.key === '/') this.#find(event);
  }

  /** Into the screen's own search field, where it has one. */
  #find(event: KeyboardEvent): void {
    const field = document.querySelector<HTMLElement>('main input[type="search"]');
    event.preventDefault();
    if (field === null) this.#palette.open();
    else field.focus();
  }
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('input, textarea, select, [contenteditable="true"], [role="dialog"]') !== null
  );
}
