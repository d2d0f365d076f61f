import { Dialog } from '@angular/cdk/dialog';
import { inject, Service } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import type { ResumeAnswer, ResumeQuestion } from './resume-question.ts';

/** Asks what becomes of the slots that were missed, before jobs are resumed. */
@Service()
export class AskResume {
  readonly #dialog = inject(Dialog);

  /** Undefined when nothing is to be resumed. */
  async ask(question: ResumeQuestion): Promise<ResumeAnswer | undefined> {
    const { ResumeDialog } = await import('./resume-dialog.ts');
    const dialog = this.#dialog.open<ResumeAnswer, ResumeQuestion>(ResumeDialog, {
      data: question,
      ariaModal: true,
      ariaLabelledBy: 'ek-resume-title',
      autoFocus: 'input[type=radio]:checked',
    });
    return firstValueFrom(dialog.closed);
  }
}
