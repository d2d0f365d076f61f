import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { RUN_MISSED_CHOICES, type ResumeAnswer, type ResumeQuestion } from './resume-question.ts';

/** The dialog of `AskResume`. */
@Component({
  selector: 'ek-resume-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './resume-dialog.html',
  styleUrls: ['../feedback/confirm-dialog.css', './resume-dialog.css'],
})
export class ResumeDialog {
  readonly #dialog = inject<DialogRef<ResumeAnswer>>(DialogRef);
  protected readonly question = inject<ResumeQuestion>(DIALOG_DATA);
  protected readonly choices = RUN_MISSED_CHOICES;
  protected readonly runMissed = signal<ResumeAnswer['runMissed']>('none');
  protected readonly reason = signal('');

  protected resume(): void {
    const reason = this.reason().trim();
    this.#dialog.close({ runMissed: this.runMissed(), ...(reason === '' ? {} : { reason }) });
  }

  protected cancel(): void {
    this.#dialog.close(undefined);
  }
}
