import { inject, Service } from '@angular/core';
import type { AlertDetailView, AlertView } from '../../../shared/contracts/http/alert-view.ts';
import { acknowledgeAlert } from '../../../shared/contracts/http/operation-paths.ts';
import { Api } from '../../api/api.ts';
import { Confirm } from '../feedback/confirm.ts';
import { Perform } from '../feedback/perform.ts';
import { incidentTitle } from './incident-words.ts';

/** Says, for whoever uses the page, that somebody sees to an incident. */
@Service()
export class AcknowledgeIncident {
  readonly #api = inject(Api);
  readonly #confirm = inject(Confirm);
  readonly #perform = inject(Perform);

  /** The incident as it is then; undefined when it was not acknowledged, which has been said. */
  async ask(
    incident: Pick<AlertView, 'incidentId' | 'condition' | 'group'>,
  ): Promise<AlertDetailView | undefined> {
    const { incidentId } = incident;
    const answer = await this.#confirm.ask({
      title: `Acknowledge “${incidentTitle(incident)}”?`,
      consequences: [
        'Others see that you are at it, and reminders end.',
        'That it gets worse, and that it is over, is told all the same.',
      ],
      confirm: 'Acknowledge',
      reason: 'required',
    });
    if (answer === undefined) return undefined;
    return this.#perform.run(
      () =>
        this.#api.read<AlertDetailView>(acknowledgeAlert, {
          path: { incidentId },
          body: { reason: answer.reason },
        }),
      { done: 'Acknowledged: others see that you are at it.' },
    );
  }
}
