import { inject, Service } from '@angular/core';
import type { AlertDetailView, AlertView } from '../../../shared/contracts/http/alert-view.ts';
import { muteAlert, unmuteAlert } from '../../../shared/contracts/http/operation-paths.ts';
import { Api } from '../../api/api.ts';
import { Perform } from '../../kit/feedback/perform.ts';
import { incidentTitle } from '../../kit/incidents/incident-words.ts';
import { AskMute } from './ask-mute.ts';

/** Has nobody told of an incident for a while, or has them told again. */
@Service()
export class MuteIncident {
  readonly #api = inject(Api);
  readonly #askMute = inject(AskMute);
  readonly #perform = inject(Perform);

  /** The incident as it is then; undefined when it was not muted. `undone`: it was taken back. */
  async ask(
    incident: Pick<AlertView, 'incidentId' | 'condition' | 'group'>,
    undone: () => void = () => undefined,
  ): Promise<AlertDetailView | undefined> {
    const { incidentId } = incident;
    const body = await this.#askMute.ask({
      title: `Mute “${incidentTitle(incident)}”?`,
      consequences: [
        'Nobody is told of it meanwhile, and not afterwards of what came up meanwhile.',
        'It is recorded all the same, and stands in this list.',
      ],
    });
    if (body === undefined) return undefined;
    return this.#perform.run(
      () => this.#api.read<AlertDetailView>(muteAlert, { path: { incidentId }, body }),
      {
        done: 'Muted: nobody is told of it for a while.',
        undo: {
          label: 'Undo',
          run: async () => {
            await this.#api.call(unmuteAlert, { path: { incidentId } });
            undone();
          },
        },
      },
    );
  }

  /** Whether it was unmuted. */
  async unmute(incidentId: string): Promise<boolean> {
    const answer = await this.#perform.run(() => this.#api.call(unmuteAlert, { path: { incidentId } }), {
      done: 'Unmuted: people are told again.',
    });
    return answer !== undefined;
  }
}
