import { Dialog } from '@angular/cdk/dialog';
import { inject, Service } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import type { BrokenLockView } from '../../../shared/contracts/http/locks.ts';
import type { LockView } from '../../../shared/contracts/http/lock-view.ts';
import { breakLock } from '../../../shared/contracts/http/operation-paths.ts';
import { Api } from '../../api/api.ts';
import { Perform } from '../../kit/feedback/perform.ts';
import { BreakDialog } from './break-dialog.ts';
import { isTicketAlone, type BreakAnswer, type BreakQuestion } from './break-question.ts';

/** Asks whether a lock is to be broken, and breaks the very holding that was looked at. */
@Service()
export class BreakLock {
  readonly #api = inject(Api);
  readonly #dialog = inject(Dialog);
  readonly #perform = inject(Perform);

  /** What the API says may follow; undefined when it was not broken, which has been said. */
  async break(lock: LockView): Promise<BrokenLockView['warnings'] | undefined> {
    const answer = await this.#ask(lock);
    if (answer === undefined) return undefined;
    const broken = await this.#perform.run(
      () =>
        this.#api.read<BrokenLockView>(breakLock, {
          path: { resource: lock.resource },
          body: answer,
          // The epoch is the ETag: a holder who came since is left alone.
          ifMatch: `"${lock.epoch}"`,
        }),
      {
        done: isTicketAlone(lock)
          ? `The request for ${lock.resource} is forgotten.`
          : `The lock of ${lock.resource} is broken.`,
      },
    );
    return broken?.warnings;
  }

  async #ask(lock: LockView): Promise<BreakAnswer | undefined> {
    const dialog = this.#dialog.open<BreakAnswer, BreakQuestion, BreakDialog>(BreakDialog, {
      data: { lock },
      ariaModal: true,
      ariaLabelledBy: 'ek-break-title',
      autoFocus: 'input:not([type=checkbox])',
    });
    return firstValueFrom(dialog.closed);
  }
}
