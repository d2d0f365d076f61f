import { Injectable } from '@angular/core';

/** What somebody does who then goes where they want. */
const INPUTS = ['keydown', 'pointerdown'] as const;

/**
 * Gives the focus to the name of the screen that somebody has come to, so that they hear it first and go on by Tab from
 * there. A screen may draw its name later, and once more when what it names has been read: then that has the focus too,
 * until the person does something.
 */
@Injectable({ providedIn: 'root' })
export class HeadingFocus {
  #stop = (): void => undefined;

  /** Called when a screen has been come to; only the last one counts. */
  follow(): void {
    this.#stop();
    const main = document.querySelector('main');
    if (main === null) return;
    let focused: HTMLElement | undefined;
    const look = (): void => {
      if (focused === undefined ? isInUse(document.activeElement) : !isLost(focused)) return;
      const heading = main.querySelector<HTMLElement>('h1') ?? undefined;
      heading?.focus();
      focused = heading;
    };
    const observer = new MutationObserver(look);
    const stop = (): void => {
      observer.disconnect();
      for (const type of INPUTS) document.removeEventListener(type, stop, true);
    };
    this.#stop = stop;
    observer.observe(main, { childList: true, subtree: true });
    for (const type of INPUTS) document.addEventListener(type, stop, true);
    look();
  }
}

/** Something of the screen has taken the focus itself. */
function isInUse(active: Element | null): boolean {
  const place = active?.closest('main, [role="dialog"]') ?? null;
  return place !== null && place.tagName !== 'MAIN';
}

/** It was drawn anew, and nothing else has the focus. */
function isLost(heading: HTMLElement): boolean {
  return !heading.isConnected && document.activeElement === document.body;
}
