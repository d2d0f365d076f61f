import { isFinished, type FailedRun, type PendingRun, type Request, type Run } from '../domain/run/run.ts';
import { toFailed, toRunning } from '../domain/run/run-transitions.ts';
import type { RunStore } from './ports/run-store.ts';

interface Dependencies {
  readonly runs: Pick<RunStore, 'get'>;
}

/** Runs above a run at most; a pipeline that leads back to itself is refused, unless two edits cross. */
const MAX_DEPTH = 20;

/**
 * Why a run is not wanted any more: the run that it is a step of has ended, and with it the attempt that began this one.
 * Whoever ends a parent has its steps cancelled; this finds what a process that died in between has left. Undefined: it is
 * wanted, or a person has retried it, and then it is theirs. May throw Unavailable.
 */
export async function whyAbandoned({ runs }: Dependencies, { parent }: Run): Promise<Request | undefined> {
  if (parent?.attempt === undefined) return undefined;
  const above = (await runs.get(parent.runId))?.value;
  // What is read of the parent may be older than the attempt that began this run.
  if (above === undefined || !isFinished(above) || above.attempt < parent.attempt) return undefined;
  return { author: 'evenkeel', reason: `Run '${above.runId}', which it is a step of, is ${above.state}.` };
}

/**
 * The run above a run, however far, that holds a place of a concurrency key: it waits for this one, which would wait for
 * that place. May throw Unavailable.
 */
export async function holderAbove({ runs }: Dependencies, run: Run, key: string): Promise<Run | undefined> {
  let below = run;
  for (let depth = 0; depth < MAX_DEPTH && below.parent !== undefined; depth += 1) {
    const above = (await runs.get(below.parent.runId))?.value;
    if (above === undefined || isFinished(above)) return undefined;
    if (above.state === 'running' && above.gateKey === key) return above;
    below = above;
  }
  return undefined;
}

/** To wait would be to wait for its own end, until the time-out of the run above. */
export function toBlocked(
  run: PendingRun,
  { above, key }: { readonly above: Run; readonly key: string },
  now: number,
): FailedRun {
  const message =
    `Run '${above.runId}', which this one is a step of, holds a place of the concurrency key '${key}', and would hold it until ` +
    `this one has ended. Give job '${above.jobId}' or job '${run.jobId}' another policies.concurrency.key, then retry.`;
  return toFailed(toRunning(run, now), { reason: 'place-held', message }, now);
}
