import { DestroyRef, inject, signal } from '@angular/core';

/** What stands above the rows while one scrolls (the head of the page on a small screen, the head of the table), px. */
const COVERED = 124;

/** How far the page has been scrolled over a table: which heights of its body are in sight. In an injection context. */
export class Scrolled {
  readonly #bodyBox: () => DOMRect;
  readonly #inSight = signal({ top: 0, bottom: 0 }, { equal: isSame });
  readonly #width = signal(1200);
  #frame: number | undefined;

  /** Heights below the beginning of the body, px. */
  readonly inSight = this.#inSight.asReadonly();
  /** Of the table, px. */
  readonly width = this.#width.asReadonly();

  constructor(table: HTMLElement, bodyBox: () => DOMRect) {
    this.#bodyBox = bodyBox;
    const follow = () => {
      this.#frame ??= requestAnimationFrame(() => {
        this.#frame = undefined;
        this.#look();
      });
    };
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) this.#width.set(entry.contentRect.width);
      follow();
    });
    observer.observe(table);
    document.addEventListener('scroll', follow, { passive: true, capture: true });
    window.addEventListener('resize', follow);
    inject(DestroyRef).onDestroy(() => {
      observer.disconnect();
      document.removeEventListener('scroll', follow, { capture: true });
      window.removeEventListener('resize', follow);
      if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    });
  }

  /** Scrolls no further than it takes to see heights of the body. */
  bringIntoSight(top: number, bottom: number): void {
    const body = this.#bodyBox().top;
    const above = body + top - COVERED;
    const below = body + bottom - window.innerHeight;
    if (above < 0) window.scrollBy({ top: above, behavior: 'instant' });
    else if (below > 0) window.scrollBy({ top: below, behavior: 'instant' });
    this.#look();
  }

  #look(): void {
    const { top } = this.#bodyBox();
    this.#inSight.set({ top: Math.max(0, -top), bottom: Math.max(0, window.innerHeight - top) });
  }
}

function isSame(one: { top: number; bottom: number }, other: { top: number; bottom: number }): boolean {
  return one.top === other.top && one.bottom === other.bottom;
}
