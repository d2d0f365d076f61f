import { Dialog } from '@angular/cdk/dialog';
import { inject, Service } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import type { FleetView } from '../../../../shared/contracts/http/fleet-view.ts';
import {
  deleteFleet,
  pauseFleet,
  resumeFleet,
  triggerFleet,
} from '../../../../shared/contracts/http/operation-paths.ts';
import { Api } from '../../../api/api.ts';
import { Confirm } from '../../../kit/feedback/confirm.ts';
import { Perform } from '../../../kit/feedback/perform.ts';
import { PauseDialog, type PauseAnswer, type PauseQuestion } from '../../detail/actions/pause-dialog.ts';
import { reasonHeader } from '../reason-header.ts';
import { DeleteFleetDialog, type DeleteAnswer } from './delete-fleet-dialog.ts';

/** Does something to every job of a fleet, or ends it: asks, does it, says so. */
@Service()
export class FleetChanges {
  readonly #api = inject(Api);
  readonly #confirm = inject(Confirm);
  readonly #dialog = inject(Dialog);
  readonly #perform = inject(Perform);

  /** Whether it was asked for. */
  async trigger({ fleetId }: FleetView): Promise<boolean> {
    const answer = await this.#confirm.ask({
      title: `Run all jobs of ${fleetId} now?`,
      consequences: [
        'Each runs once, beside its schedule; the next slots stay as they are.',
        'The overlap policy and the concurrency limit of each hold as for any other run.',
      ],
      ...{ confirm: 'Run all now', reason: 'optional' },
    });
    if (answer === undefined) return false;
    const body = { reason: answer.reason || 'Run from the page.' };
    const asked = await this.#perform.run(() => this.#api.call(triggerFleet, { path: { fleetId }, body }), {
      done: `The jobs of ${fleetId} are being started.`,
    });
    return asked !== undefined;
  }

  /** Whether it was asked for. */
  async pause({ fleetId }: FleetView): Promise<boolean> {
    const answer = await this.#ask({ does: 'pause', jobId: fleetId, nextDueAt: undefined, isFleet: true });
    if (answer === undefined) return false;
    const { resumeAt, runMissed, reason } = answer;
    const body = {
      reason: reason || 'Paused from the page.',
      ...(resumeAt === undefined ? {} : { resumeAt, runMissed }),
    };
    const asked = await this.#perform.run(() => this.#api.call(pauseFleet, { path: { fleetId }, body }), {
      done: `The jobs of ${fleetId} are being paused.`,
    });
    return asked !== undefined;
  }

  /** Whether it was asked for. */
  async resume({ fleetId }: FleetView): Promise<boolean> {
    const answer = await this.#ask({ does: 'resume', jobId: fleetId, nextDueAt: undefined, isFleet: true });
    if (answer === undefined) return false;
    const { runMissed, reason } = answer;
    const body = { runMissed, ...(reason === '' ? {} : { reason }) };
    const asked = await this.#perform.run(() => this.#api.call(resumeFleet, { path: { fleetId }, body }), {
      done: `The jobs of ${fleetId} are being resumed.`,
    });
    return asked !== undefined;
  }

  /** Whether it goes. Of many jobs the last are let go of after the answer. */
  async delete(fleet: FleetView, ifMatch: string): Promise<boolean> {
    const { fleetId } = fleet;
    const opened = this.#dialog.open<DeleteAnswer, FleetView, DeleteFleetDialog>(DeleteFleetDialog, {
      data: fleet,
      ariaModal: true,
      ariaLabelledBy: 'ek-delete-fleet-title',
      autoFocus: 'input',
      panelClass: 'ek-dialog',
    });
    const answer = await firstValueFrom(opened.closed);
    if (answer === undefined) return false;
    const { jobs, reason } = answer;
    const deleted = await this.#perform.run(
      () =>
        this.#api.call(deleteFleet, {
          ...{ path: { fleetId }, query: { jobs }, ifMatch, headers: reasonHeader(reason) },
        }),
      { done: ({ status }) => (status === 204 ? `Deleted ${fleetId}.` : `${fleetId} is being deleted.`) },
    );
    return deleted !== undefined;
  }

  async #ask(question: PauseQuestion): Promise<PauseAnswer | undefined> {
    const opened = this.#dialog.open<PauseAnswer, PauseQuestion, PauseDialog>(PauseDialog, {
      data: question,
      ariaModal: true,
      ariaLabelledBy: 'ek-pause-title',
      autoFocus: 'input',
      panelClass: 'ek-dialog',
    });
    return firstValueFrom(opened.closed);
  }
}
