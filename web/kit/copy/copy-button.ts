import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core';
import { Toasts } from '../feedback/toasts.ts';
import { Icon } from '../icon/icon.ts';

/** Copies a text, and says so. */
@Component({
  selector: 'ek-copy-button',
  imports: [Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <button
      type="button"
      class="button small"
      [class.quiet]="isQuiet()"
      [class.icon]="!label()"
      [attr.aria-label]="label() ? null : 'Copy ' + what()"
      [title]="'Copy ' + what()"
      (click)="copy()"
    >
      <ek-icon name="copy" [size]="13" />{{ label() }}
    </button>
  `,
})
export class CopyButton {
  readonly #toasts = inject(Toasts);

  readonly text = input.required<string>();
  /** With its article, as in "the run id". */
  readonly what = input.required<string>();
  /** Beside the picture; without one there is the picture alone. */
  readonly label = input('');
  readonly isQuiet = input(false);

  protected async copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.text());
      this.#toasts.done(`Copied ${this.what()}.`);
    } catch {
      this.#toasts.fault('This browser does not let the page copy. Select the text and copy it yourself.');
    }
  }
}
