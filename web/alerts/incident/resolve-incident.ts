import { inject, Service } from '@angular/core';
import type { AlertDetailView } from '../../../shared/contracts/http/alert-view.ts';
import { resolveAlert } from '../../../shared/contracts/http/operation-paths.ts';
import { Api } from '../../api/api.ts';
import { Confirm } from '../../kit/feedback/confirm.ts';
import { Perform } from '../../kit/feedback/perform.ts';
import { incidentTitle } from '../../kit/incidents/incident-words.ts';

/** Ends an incident by hand. */
@Service()
export class ResolveIncident {
  readonly #api = inject(Api);
  readonly #confirm = inject(Confirm);
  readonly #perform = inject(Perform);

  /** The incident as it is then; undefined when it was not resolved. */
  async ask(incident: AlertDetailView): Promise<AlertDetailView | undefined> {
    const { incidentId, failingCount } = incident;
    const answer = await this.#confirm.ask({
      title: `Resolve “${incidentTitle(incident)}”?`,
      consequences: [
        ...(failingCount === 0
          ? []
          : [`It is over, though ${failingCount === 1 ? '1 is' : `${failingCount} are`} not well yet.`]),
        'Those who were told that it opened are told that it is over.',
        'It cannot be opened again; the next cause of its kind opens another one.',
      ],
      confirm: 'Resolve',
      isDangerous: failingCount > 0,
      reason: 'required',
    });
    if (answer === undefined) return undefined;
    return this.#perform.run(
      () =>
        this.#api.read<AlertDetailView>(resolveAlert, {
          path: { incidentId },
          body: { reason: answer.reason },
        }),
      { done: 'Resolved.' },
    );
  }
}
