import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { breakConsequences, isTicketAlone, type BreakAnswer, type BreakQuestion } from './break-question.ts';

/** The dialog of `BreakLock`. */
@Component({
  selector: 'ek-break-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './break-dialog.html',
  styleUrl: '../../kit/feedback/confirm-dialog.css',
})
export class BreakDialog {
  readonly #dialog = inject<DialogRef<BreakAnswer>>(DialogRef);
  protected readonly lock = inject<BreakQuestion>(DIALOG_DATA).lock;
  protected readonly isTicketAlone = isTicketAlone(this.lock);
  protected readonly forgetTicket = signal(this.isTicketAlone);
  protected readonly reason = signal('');

  protected readonly consequences = computed(() => breakConsequences(this.lock, this.forgetTicket()));
  protected readonly isReady = computed(() => this.reason().trim() !== '');

  protected confirm(): void {
    if (!this.isReady()) return;
    this.#dialog.close({ forgetTicket: this.forgetTicket(), reason: this.reason().trim() });
  }

  protected cancel(): void {
    this.#dialog.close(undefined);
  }
}
