import { inject, Service } from '@angular/core';
import type { RunView } from '../../../shared/contracts/http/run-view.ts';
import { cancelRun, retryRun, triggerRun } from '../../../shared/contracts/http/operation-paths.ts';
import { Api } from '../../api/api.ts';
import { Confirm } from '../feedback/confirm.ts';
import { Perform } from '../feedback/perform.ts';
import type { Question } from '../feedback/question.ts';

type KnownRun = Pick<RunView, 'runId' | 'state' | 'attempt' | 'jobId'>;

/** What can be done about runs, wherever they are shown: it is asked for, done, and said what became of it. */
@Service()
export class RunActions {
  readonly #api = inject(Api);
  readonly #confirm = inject(Confirm);
  readonly #perform = inject(Perform);

  /** The run that begins; undefined when it was not to be, or could not. */
  async trigger(jobId: string, consequences: readonly string[]): Promise<RunView | undefined> {
    const answer = await this.#confirm.ask({
      title: `Run ${jobId} now?`,
      consequences,
      confirm: 'Run now',
      reason: 'optional',
    });
    if (answer === undefined) return undefined;
    const body = { reason: answer.reason || 'Run now, from the page.' };
    return this.#perform.run(() => this.#api.read<RunView>(triggerRun, { path: { jobId }, body }));
  }

  /** The run, which goes on; undefined when it was not to be, or could not. */
  async retry(run: KnownRun): Promise<RunView | undefined> {
    const answer = await this.#confirm.ask(retryQuestion(run));
    if (answer === undefined) return undefined;
    const call = { path: { runId: run.runId }, body: { reason: answer.reason || 'Retried from the page.' } };
    return this.#perform.run(() => this.#api.read<RunView>(retryRun, call));
  }

  /** The run as it has ended; undefined when it was not to be, or could not. */
  async cancel(run: KnownRun): Promise<RunView | undefined> {
    const answer = await this.#confirm.ask(cancelQuestion(run));
    if (answer === undefined) return undefined;
    const call = { path: { runId: run.runId }, body: { reason: answer.reason } };
    const again = {
      label: 'Retry it',
      run: async () => {
        await this.retry({ ...run, state: 'cancelled' });
      },
    };
    return this.#perform.run(() => this.#api.read<RunView>(cancelRun, call), {
      done: `Cancelled ${run.runId}.`,
      undo: again,
    });
  }
}

function retryQuestion({ runId, state, attempt }: KnownRun): Question {
  const begins =
    state === 'skipped'
      ? 'It begins now, although it was skipped.'
      : `It goes on with attempt ${attempt + 1}.`;
  return {
    title: `Retry ${runId}?`,
    consequences: [begins, 'Its overlap policy and its concurrency limit apply as to any other run.'],
    confirm: 'Retry',
    reason: 'optional',
  };
}

function cancelQuestion({ runId, state }: KnownRun): Question {
  return {
    title: `Cancel ${runId}?`,
    consequences: [
      state === 'running'
        ? 'Its attempt that is going ends without a result.'
        : 'It has not begun, and will not: its slot is skipped.',
      'Other runs of the job, and its schedule, stay as they are.',
      'It can be retried later.',
    ],
    confirm: 'Cancel the run',
    isDangerous: true,
    reason: 'required',
  };
}
