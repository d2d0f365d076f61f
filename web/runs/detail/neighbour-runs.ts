import { inject, Service } from '@angular/core';
import { listAllRuns } from '../../../shared/contracts/http/operation-paths.ts';
import type { RunView } from '../../../shared/contracts/http/run-view.ts';
import { Api } from '../../api/api.ts';
import type { Page } from '../../api/api-call.ts';

/** The runs of a job beside one of them, in the order of their slots. */
export interface Neighbours {
  readonly previous: RunView | undefined;
  readonly next: RunView | undefined;
  /** Before it, the latest first. */
  readonly earlier: readonly RunView[];
}

const EARLIER = 30;
const MOST_TRIES = 12;

/** Finds the runs before and after one. */
@Service()
export class NeighbourRuns {
  readonly #api = inject(Api);

  async read({ jobId, dueAt, runId }: RunView, abortSignal: AbortSignal): Promise<Neighbours> {
    const page = await this.#list({ jobId, to: dueAt, limit: EARLIER }, abortSignal);
    const earlier = page.items.filter((run) => run.runId !== runId);
    const next = await this.#next({ jobId, dueAt, runId }, abortSignal);
    return { previous: earlier[0], next, earlier };
  }

  /** Lists give the latest first: the range is halved until the run after this one is on the last page. */
  async #next(
    { jobId, dueAt, runId }: Pick<RunView, 'jobId' | 'dueAt' | 'runId'>,
    abortSignal: AbortSignal,
  ): Promise<RunView | undefined> {
    let to: string | undefined;
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const { items, nextCursor } = await this.#list({ jobId, from: dueAt, to, limit: 50 }, abortSignal);
      const after = items.filter((run) => run.runId !== runId && run.dueAt >= dueAt);
      const last = after.at(-1);
      if (nextCursor === undefined) return last;
      if (last === undefined) return undefined;
      to = new Date((Date.parse(dueAt) + Date.parse(last.dueAt)) / 2).toISOString();
    }
    return undefined;
  }

  async #list(
    query: Readonly<Record<string, string | number | undefined>>,
    abortSignal: AbortSignal,
  ): Promise<Page<RunView>> {
    return this.#api.read(listAllRuns, { query, abortSignal });
  }
}
