import { Dialog } from '@angular/cdk/dialog';
import { inject, Service } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { MuteDialog } from './mute-dialog.ts';
import type { MuteAnswer, MuteQuestion } from './mute-question.ts';

/** Asks for how long nobody is to be told, and why. */
@Service()
export class AskMute {
  readonly #dialog = inject(Dialog);

  async ask(question: MuteQuestion): Promise<MuteAnswer | undefined> {
    const dialog = this.#dialog.open<MuteAnswer, MuteQuestion, MuteDialog>(MuteDialog, {
      data: question,
      ariaModal: true,
      ariaLabelledBy: 'ek-mute-title',
      autoFocus: 'button[aria-pressed=true]',
    });
    return firstValueFrom(dialog.closed);
  }
}
