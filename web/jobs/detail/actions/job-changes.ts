import { Dialog } from '@angular/cdk/dialog';
import { inject, Service } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import type { JobView } from '../../../../shared/contracts/http/job-view.ts';
import {
  deleteJob,
  listAllRuns,
  pauseJob,
  restoreJob,
  resumeJob,
} from '../../../../shared/contracts/http/operation-paths.ts';
import type { RunView } from '../../../../shared/contracts/http/run-view.ts';
import { Api } from '../../../api/api.ts';
import type { Page } from '../../../api/api-call.ts';
import { whileDefined } from '../../../api/while-defined.ts';
import { Confirm } from '../../../kit/feedback/confirm.ts';
import { Perform } from '../../../kit/feedback/perform.ts';
import { formatInstant, viewerZone } from '../../../kit/time/format-instant.ts';
import { Preferences } from '../../../settings/preferences.ts';
import { pauseAgain } from '../../pause-again.ts';
import { consequencesOfDelete, type UnfinishedRuns } from './consequences.ts';
import { PauseDialog, type PauseAnswer, type PauseQuestion } from './pause-dialog.ts';

const MOST_COUNTED = 200;

type KnownJob = Pick<JobView, 'jobId' | 'state' | 'pause' | 'upcoming'>;

/** Pauses, resumes and deletes a job: asks, does it, says so, and takes it back where somebody wants that. */
@Service()
export class JobChanges {
  readonly #api = inject(Api);
  readonly #confirm = inject(Confirm);
  readonly #dialog = inject(Dialog);
  readonly #perform = inject(Perform);
  readonly #preferences = inject(Preferences);

  /** Whether it was done. `undone` is called when it was taken back. */
  async pause({ jobId, upcoming }: KnownJob, undone: () => void): Promise<boolean> {
    const answer = await this.#ask({ does: 'pause', jobId, nextDueAt: upcoming[0]?.dueAt });
    if (answer === undefined) return false;
    const { resumeAt, runMissed } = answer;
    const body = {
      reason: answer.reason || 'Paused from the page.',
      ...(resumeAt === undefined ? {} : { resumeAt, runMissed }),
    };
    const undo = {
      label: 'Undo',
      run: async () => {
        // What was missed since is brought back: as if it had never been paused.
        await this.#resume(jobId, { runMissed: 'all', reason: 'The pause was taken back.' });
        undone();
      },
    };
    const paused = await this.#perform.run(
      () => this.#api.read<JobView>(pauseJob, { path: { jobId }, body }),
      { done: `Paused ${jobId}.`, undo },
    );
    return paused !== undefined;
  }

  /** Whether it was done. `undone` is called when it was taken back. */
  async resume({ jobId, state, pause }: KnownJob, undone: () => void): Promise<boolean> {
    const answer = await this.#ask({ does: 'resume', jobId, nextDueAt: undefined });
    if (answer === undefined) return false;
    const { runMissed, reason } = answer;
    const body = { runMissed, ...(reason === '' ? {} : { reason }) };
    const undo = {
      label: 'Undo',
      run: async () => {
        const again = { reason: pause?.reason ?? 'The resume was taken back.' };
        await this.#api.read<JobView>(pauseJob, { path: { jobId }, body: again });
        undone();
      },
    };
    const resumed = await this.#perform.run(() => this.#resume(jobId, body), {
      done: `Resumed ${jobId}.`,
      // A job that was quarantined cannot be made so again.
      ...(state === 'paused' ? { undo } : {}),
    });
    return resumed !== undefined;
  }

  /** Whether it was done. */
  async delete(job: JobView): Promise<boolean> {
    const { jobId, generation, upcoming } = job;
    const unfinished = await this.#perform.run(() => this.#unfinishedRuns(jobId));
    if (unfinished === undefined) return false;
    const answer = await this.#confirm.ask({
      title: `Delete ${jobId}?`,
      consequences: consequencesOfDelete(unfinished, this.#inShownZone(upcoming[0]?.dueAt)),
      confirm: 'Delete the job',
      isDangerous: true,
      reason: 'optional',
    });
    if (answer === undefined) return false;
    const restored = { generation, reason: 'The deletion was taken back.', undelete: true };
    const undo = {
      label: 'Bring it back',
      run: async () => {
        const work = async () => {
          await this.#api.call(restoreJob, { path: { jobId }, body: restored });
          await pauseAgain(this.#api, job);
        };
        await this.#perform.run(work, { done: `${jobId} is back.` });
      },
    };
    const headers = answer.reason === '' ? {} : { 'change-reason': headerText(answer.reason) };
    const deleted = await this.#perform.run(
      () =>
        whileDefined(this.#api, { jobId, generation }, (ifMatch) =>
          this.#api.call(deleteJob, { path: { jobId }, headers, ifMatch }),
        ),
      { done: `Deleted ${jobId}.`, undo },
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

  #inShownZone(at: string | undefined): string | undefined {
    if (at === undefined) return undefined;
    const timeZone = this.#preferences.zone() === 'utc' ? 'UTC' : viewerZone();
    return formatInstant(Date.parse(at), { timeZone, nowMs: Date.now() });
  }

  async #resume(jobId: string, body: object): Promise<JobView> {
    return this.#api.read<JobView>(resumeJob, { path: { jobId }, body });
  }

  async #unfinishedRuns(jobId: string): Promise<UnfinishedRuns> {
    const { items, nextCursor } = await this.#api.read<Page<RunView>>(listAllRuns, {
      query: { jobId, state: ['pending', 'waiting', 'running'], limit: MOST_COUNTED },
    });
    const running = items.filter(({ state }) => state === 'running').length;
    return { running, notBegun: items.length - running, isCapped: nextCursor !== undefined };
  }
}

/** A header holds no other signs. */
function headerText(text: string): string {
  return text.replaceAll(/[^\u0020-\u007e\u00a0-\u00ff]/g, '?');
}
