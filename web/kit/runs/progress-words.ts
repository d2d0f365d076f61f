import type { RunView } from '../../../shared/contracts/http/run-view.ts';
import { formatDistance, formatDuration } from '../time/format-instant.ts';
import { durationMs } from './run-durations.ts';

/** How far a run is. */
export interface RunProgressView {
  readonly words: string;
  /** Of the time that runs take in the middle, 0..1; undefined where that is not known, or nothing goes. */
  readonly fraction: number | undefined;
}

/** How far a run is, in words and as a part of what runs take. */
export function progressOf(
  run: RunView,
  { nowMs, medianMs }: { readonly nowMs: number; readonly medianMs: number | undefined },
): RunProgressView {
  if (run.state === 'pending') return { words: beginning(run, nowMs), fraction: undefined };
  if (run.state === 'waiting') {
    return { words: `Waiting: ${run.answer.replace(/^waiting: /, '')}`, fraction: undefined };
  }
  const took = durationMs(run, nowMs);
  if (run.state !== 'running' || took === undefined) {
    return { words: took === undefined ? '' : `Took ${formatDuration(took)}`, fraction: undefined };
  }
  const attempt = run.attempt > 1 ? `Attempt ${run.attempt}, ` : '';
  if (medianMs === undefined)
    return { words: `${attempt}${formatDuration(took)} so far`, fraction: undefined };
  return {
    words: `${attempt}${formatDuration(took)} so far; runs take ${formatDuration(medianMs)}`,
    // Nobody knows how much is left of one that takes longer than others: the bar stays short of its end.
    fraction: Math.min(0.95, took / Math.max(1, medianMs)),
  };
}

function beginning({ effectiveAt }: RunView, nowMs: number): string {
  const atMs = Date.parse(effectiveAt);
  return atMs <= nowMs ? 'Begins as soon as a worker is free' : `Begins ${formatDistance(atMs, nowMs)}`;
}
