import { partsOf } from '../../../shared/domain/job/edit.ts';
import type { JobChange } from '../../../shared/domain/job/job-change.ts';
import type { Job } from '../../../shared/domain/job/job.ts';
import { sameJson } from '../../../shared/domain/job/same-json.ts';
import { forbid, type Watched } from './findings.ts';

interface Written<T> {
  readonly before: T | undefined;
  readonly after: T;
}

/** Looks whether each commit has the entries of what it changes, and no others. */
export class HistoryWatch {
  readonly #watched: Watched;
  #seen = 0;

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  /** To be called when everything that belongs to one commit has been written. */
  committed(jobs: readonly Written<Job>[], runCount: number): void {
    const { changes } = this.#watched.memory;
    const fresh = changes.slice(this.#seen);
    this.#seen = changes.length;
    for (const write of jobs) this.#checkJob(write, fresh);
    for (const change of fresh) this.#checkChange(change, { jobs, runCount });
  }

  #checkJob({ before, after }: Written<Job>, fresh: readonly JobChange[]): void {
    const { jobId, generation, state } = after;
    const definitions = fresh.flatMap(({ definition }) => definition ?? []);
    const isNew = before?.generation !== generation;
    const isKept = definitions.length === 1 && sameJson(definitions[0], partsOf(after));
    forbid(
      this.#watched,
      isNew !== definitions.length > 0 || (isNew && !isKept),
      () => `${jobId} has generation ${generation} and ${definitions.length} entries of its definition`,
    );
    const isEnded = state !== before?.state && (state === 'paused' || state === 'deleted');
    const isTold = fresh.some(({ action }) => action === state);
    forbid(this.#watched, isEnded !== isTold, () => `${jobId} is ${state}, and its history says otherwise`);
  }

  #checkChange(
    { jobId, action, generation }: JobChange,
    { jobs, runCount }: { readonly jobs: readonly Written<Job>[]; readonly runCount: number },
  ): void {
    const present = this.#watched.memory.jobs.get(jobId)?.value.generation ?? 0;
    forbid(this.#watched, generation > present, () => `${jobId} has an entry of a generation to come`);
    const isOfRun = action.startsWith('run-');
    const isOfJob = !isOfRun && !action.startsWith('backfill-');
    const isAlone = (isOfJob && jobs.length === 0) || (isOfRun && runCount === 0);
    forbid(this.#watched, isAlone, () => `${jobId} has an entry '${action}' of nothing`);
  }
}
