import { ChangeDetectionStrategy, Component, DestroyRef, inject, input, model } from '@angular/core';
import { Icon } from '../icon/icon.ts';

/** A pause in typing after which it is searched. */
const PAUSE_MS = 250;

/** Searches in what is listed while somebody types; `/` leads into it. */
@Component({
  selector: 'ek-search-field',
  imports: [Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ek-icon name="search" [size]="14" />
    <input
      type="search"
      class="input"
      autocomplete="off"
      spellcheck="false"
      maxlength="200"
      [attr.aria-label]="label()"
      [placeholder]="label()"
      [value]="text()"
      (input)="typed($any($event.target).value)"
      (change)="settle($any($event.target).value)"
    />
  `,
  styles: `
    :host {
      position: relative;
      display: block;
      flex: 1 1 220px;
      max-width: 340px;
    }
    ek-icon {
      position: absolute;
      top: 9px;
      left: 10px;
      color: var(--ink-3);
    }
    .input {
      padding-left: 30px;
    }
  `,
})
export class SearchField {
  readonly text = model('');
  readonly label = input('Search');
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    inject(DestroyRef).onDestroy(() => {
      clearTimeout(this.#timer);
    });
  }

  protected typed(text: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.settle(text);
    }, PAUSE_MS);
  }

  protected settle(text: string): void {
    clearTimeout(this.#timer);
    this.text.set(text.trim());
  }
}
