import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import type { Answer, Question } from './question.ts';

/** The dialog of `Confirm`. */
@Component({
  selector: 'ek-confirm-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './confirm-dialog.html',
  styleUrl: './confirm-dialog.css',
})
export class ConfirmDialog {
  readonly #dialog = inject<DialogRef<Answer>>(DialogRef);
  protected readonly question = inject<Question>(DIALOG_DATA);
  protected readonly reason = signal('');
  protected readonly typed = signal('');

  protected readonly isReady = computed(() => {
    const { reason, typed } = this.question;
    const hasReason = reason !== 'required' || this.reason().trim() !== '';
    return hasReason && (typed === undefined || this.typed() === typed);
  });

  protected confirm(): void {
    if (this.isReady()) this.#dialog.close({ reason: this.reason().trim() });
  }

  protected cancel(): void {
    this.#dialog.close(undefined);
  }
}
