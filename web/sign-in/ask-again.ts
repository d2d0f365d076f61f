import { Dialog } from '@angular/cdk/dialog';
import { inject, Service } from '@angular/core';
import { firstValueFrom } from 'rxjs';

/** Asks somebody whose sign-in has ended to sign in again; once, however many calls were refused. */
@Service()
export class AskAgain {
  readonly #dialog = inject(Dialog);
  #asking: Promise<void> | undefined;

  /** Ends when they are signed in. */
  async ask(): Promise<void> {
    this.#asking ??= this.#askOnce().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #askOnce(): Promise<void> {
    const { SignInDialog } = await import('./sign-in-dialog.ts');
    const opened = this.#dialog.open(SignInDialog, {
      ariaModal: true,
      ariaLabelledBy: 'ek-sign-in-title',
      autoFocus: 'first-heading',
      disableClose: true,
      restoreFocus: true,
    });
    await firstValueFrom(opened.closed);
  }
}
