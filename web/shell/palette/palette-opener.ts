import { Dialog } from '@angular/cdk/dialog';
import { inject, Service } from '@angular/core';

/** Opens the command palette; once, however often it is asked to. */
@Service()
export class PaletteOpener {
  readonly #dialog = inject(Dialog);
  #isOpen = false;

  open(): void {
    void this.#openOnce();
  }

  async #openOnce(): Promise<void> {
    const { Palette } = await import('./palette.ts');
    if (this.#isOpen) return;
    this.#isOpen = true;
    const opened = this.#dialog.open(Palette, { ariaModal: true, ariaLabel: 'Search and commands' });
    opened.closed.subscribe(() => {
      this.#isOpen = false;
    });
  }
}
