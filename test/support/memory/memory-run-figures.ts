import type {
  JobCount,
  PendingSpan,
  RunCount,
  RunFigures,
} from '../../../shared/application/ports/run-figures.ts';
import type { PendingRun, Run } from '../../../shared/domain/run/run.ts';
import type { MemoryJobs } from './memory-jobs.ts';

/** Counts what is in memory. */
export class MemoryRunFigures implements RunFigures {
  readonly #memory: MemoryJobs;

  constructor(memory: MemoryJobs) {
    this.#memory = memory;
  }

  async countJobs(): Promise<readonly JobCount[]> {
    const jobs = this.#memory.jobs
      .all()
      .flatMap(({ value: { valueStream, kind, state } }) =>
        state === 'deleted' ? [] : [{ valueStream, kind, state }],
      );
    return grouped(jobs);
  }

  async countUnfinishedRuns(): Promise<readonly RunCount[]> {
    const runs = this.#runs().flatMap(({ valueStream, state }) =>
      state === 'pending' || state === 'waiting' || state === 'running' ? [{ valueStream, state }] : [],
    );
    return grouped(runs);
  }

  async countOverdueRuns(until: number): Promise<ReadonlyMap<string, number>> {
    const overdue = this.#pending().filter(({ effectiveAt }) => effectiveAt <= until);
    const counts = grouped(overdue.map(({ valueStream }) => ({ valueStream })));
    return new Map(counts.map(({ valueStream, count }) => [valueStream, count]));
  }

  async overdueRuns(span: PendingSpan, limit: number): Promise<readonly Run[]> {
    return this.#pendingIn(span).slice(0, limit);
  }

  async pendingStarts(span: PendingSpan, limit: number): Promise<readonly number[]> {
    const runs = this.#pendingIn(span).slice(0, limit);
    return runs.map(({ effectiveAt }) => effectiveAt);
  }

  #pendingIn({ after, until, valueStreams }: PendingSpan): PendingRun[] {
    return this.#pending()
      .filter(({ effectiveAt }) => effectiveAt > after && effectiveAt <= until)
      .filter(({ valueStream }) => valueStreams?.includes(valueStream) ?? true)
      .sort((a, b) => a.effectiveAt - b.effectiveAt);
  }

  #runs(): readonly Run[] {
    return this.#memory.runs.all().map(({ value }) => value);
  }

  #pending(): PendingRun[] {
    return this.#runs().flatMap((run) => (run.state === 'pending' ? [run] : []));
  }
}

function grouped<T extends object>(items: readonly T[]): (T & { readonly count: number })[] {
  const groups = Map.groupBy(items, (item) => JSON.stringify(item));
  return [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [{ ...first, count: others.length + 1 }],
  );
}
