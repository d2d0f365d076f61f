import { Dialog } from '@angular/cdk/dialog';
import { inject, Service } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import type { JobSummary } from '../../../shared/contracts/http/job-view.ts';
import { Api } from '../../api/api.ts';
import { Perform } from '../../kit/feedback/perform.ts';
import { Toasts } from '../../kit/feedback/toasts.ts';
import { pauseAgain } from '../pause-again.ts';
import { callOf, ORDER_WORDS, undoOf } from './job-order.ts';
import { OrderDialog, type OrderOutcome, type OrderRequest } from './order-dialog.ts';

/** Gives orders about jobs, and offers to take them back. */
@Service()
export class JobOrders {
  readonly #api = inject(Api);
  readonly #dialog = inject(Dialog);
  readonly #perform = inject(Perform);
  readonly #toasts = inject(Toasts);

  /** Asks, does it and says so. What was done; undefined where nothing was. `undone` is called when it was taken back. */
  async give(request: OrderRequest, undone: () => void): Promise<OrderOutcome | undefined> {
    const dialog = this.#dialog.open<OrderOutcome, OrderRequest, OrderDialog>(OrderDialog, {
      data: request,
      ariaModal: true,
      ariaLabelledBy: 'ek-order-title',
      autoFocus: 'input, button',
    });
    const outcome = await firstValueFrom(dialog.closed);
    const [job, another] = outcome?.done ?? [];
    // Of many the dialog has said what became of them.
    if (outcome !== undefined && job !== undefined && another === undefined) this.#say(outcome, job, undone);
    return outcome;
  }

  #say({ order }: OrderOutcome, job: JobSummary, undone: () => void): void {
    const undo = undoOf(order);
    const text = `${job.jobId} is ${ORDER_WORDS[order.action].done}.`;
    if (undo === undefined) {
      this.#toasts.done(text);
      return;
    }
    const run = async () => {
      const { operation, call } = callOf(undo, job);
      const done = `${job.jobId} is ${ORDER_WORDS[undo.action].done}.`;
      const work = async () => {
        await this.#api.call(operation, call);
        if (undo.action === 'restore') await pauseAgain(this.#api, job);
      };
      await this.#perform.run(work, { done });
      undone();
    };
    this.#toasts.done(text, { label: 'Undo', run });
  }
}
