import type { Job } from '../domain/job/job.ts';
import type { JobStore } from './ports/job-store.ts';
import type { Versioned } from './ports/versioned.ts';

/** As long as no more jobs are due, one query gives them all. */
const FEW = 1000;

/**
 * The due jobs, a job of each value stream in turn, so that one stream's backlog does not keep the others waiting.
 * Within a stream the longest due comes first.
 */
export async function* inFairOrder(jobs: JobStore, until: number): AsyncGenerator<Versioned<Job>> {
  const first: Versioned<Job>[] = [];
  for await (const job of jobs.due(until)) {
    first.push(job);
    if (first.length > FEW) break;
  }
  if (first.length <= FEW) {
    yield* inTurns(byStream(first));
    return;
  }
  const streams = await jobs.dueStreams(until);
  yield* inTurns(streams.map((valueStream) => jobs.due(until, { valueStream })));
}

function byStream(jobs: readonly Versioned<Job>[]): AsyncIterable<Versioned<Job>>[] {
  const longestDueFirst = jobs.toSorted((a, b) => dueSince(a.value) - dueSince(b.value));
  const streams = Map.groupBy(longestDueFirst, ({ value }) => value.valueStream);
  return [...streams.values()].map(asAsync);
}

/** The slot that is due, or the end of the pause. */
function dueSince({ state, nextDueAt, pause }: Job): number {
  return (state === 'paused' ? pause?.resumeAt : nextDueAt) ?? Infinity;
}

async function* asAsync<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

async function* inTurns<T>(sources: readonly AsyncIterable<T>[]): AsyncGenerator<T> {
  let open = sources.map((source) => source[Symbol.asyncIterator]());
  while (open.length > 0) {
    const still: AsyncIterator<T>[] = [];
    for (const iterator of open) {
      const next = await iterator.next();
      if (next.done === true) continue;
      still.push(iterator);
      yield next.value;
    }
    open = still;
  }
}
