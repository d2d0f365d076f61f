import { Dialog } from '@angular/cdk/dialog';
import { inject, Service } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { ConfirmDialog } from './confirm-dialog.ts';
import type { Answer, Question } from './question.ts';

/** Asks before something is done. */
@Service()
export class Confirm {
  readonly #dialog = inject(Dialog);

  async ask(question: Question): Promise<Answer> {
    const dialog = this.#dialog.open<Answer, Question, ConfirmDialog>(ConfirmDialog, {
      data: question,
      ariaModal: true,
      ariaLabelledBy: 'ek-confirm-title',
      autoFocus: question.reason === undefined ? 'button.primary, button.danger' : 'input',
      panelClass: 'ek-dialog',
    });
    return firstValueFrom(dialog.closed);
  }
}
