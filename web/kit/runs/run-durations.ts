import type { RunView } from '../../../shared/contracts/http/run-view.ts';

/** How long a run's attempt took or has taken, ms; undefined of one that never began. */
export function durationMs(
  { startedAt, finishedAt }: Pick<RunView, 'startedAt' | 'finishedAt'>,
  nowMs: number,
): number | undefined {
  if (startedAt === undefined) return undefined;
  return Math.max(0, (finishedAt === undefined ? nowMs : Date.parse(finishedAt)) - Date.parse(startedAt));
}

/** How long the runs that succeeded took in the middle, ms; undefined where none did. */
export function medianDurationMs(runs: readonly RunView[]): number | undefined {
  const took = runs
    .filter(({ state }) => state === 'succeeded')
    .map((run) => durationMs(run, 0) ?? 0)
    .sort((a, b) => a - b);
  const middle = took.slice(Math.ceil(took.length / 2) - 1, Math.floor(took.length / 2) + 1);
  if (middle.length === 0) return undefined;
  return middle.reduce((sum, ms) => sum + ms, 0) / middle.length;
}
