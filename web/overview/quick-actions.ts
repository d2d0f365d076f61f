import { inject, Service } from '@angular/core';
import type { RunView } from '../../shared/contracts/http/run-view.ts';
import { pauseJob, resumeJob, retryRun } from '../../shared/contracts/http/operation-paths.ts';
import { Api } from '../api/api.ts';
import { AcknowledgeIncident } from '../kit/incidents/acknowledge-incident.ts';
import { Perform } from '../kit/feedback/perform.ts';
import { AskResume } from '../kit/resume/ask-resume.ts';
import type { QuickAction } from './attention.ts';

/** Does what the overview offers beside what needs somebody. */
@Service()
export class QuickActions {
  readonly #api = inject(Api);
  readonly #acknowledge = inject(AcknowledgeIncident);
  readonly #askResume = inject(AskResume);
  readonly #perform = inject(Perform);

  /** What is true then, in a word or two; undefined when nothing was done, which has been said. `undone`: it was taken back. */
  async do(action: QuickAction, undone: () => void): Promise<string | undefined> {
    switch (action.type) {
      case 'retry':
        return this.#retry(action);
      case 'resume':
        return this.#resume(action, undone);
      case 'acknowledge':
        return (await this.#acknowledge.ask(action.incident)) === undefined ? undefined : 'Acknowledged';
    }
  }

  async #retry({ runId }: Extract<QuickAction, { readonly type: 'retry' }>): Promise<string | undefined> {
    const run = await this.#perform.run(
      () =>
        this.#api.read<RunView>(retryRun, {
          path: { runId },
          body: { reason: 'Retried from the overview.' },
        }),
      { done: ({ jobId }) => `The run of ${jobId} begins anew.` },
    );
    return run === undefined ? undefined : 'Begins anew';
  }

  async #resume(
    { jobId, why }: Extract<QuickAction, { readonly type: 'resume' }>,
    undone: () => void,
  ): Promise<string | undefined> {
    const body = await this.#askResume.ask({ title: `Resume ${jobId}?`, facts: [why] });
    if (body === undefined) return undefined;
    const resumed = await this.#perform.run(() => this.#api.call(resumeJob, { path: { jobId }, body }), {
      done: `${jobId} goes on.`,
      undo: {
        label: 'Undo',
        run: async () => {
          await this.#api.call(pauseJob, {
            path: { jobId },
            // Why it was paused is still of interest; the API takes 500 characters.
            body: { reason: `The resume was taken back. ${why}`.slice(0, 500) },
          });
          undone();
        },
      },
    });
    return resumed === undefined ? undefined : 'Goes on';
  }
}
