import type { RunView } from '../../../../shared/contracts/http/run-view.ts';
import { isRetryable, isUnfinished, RUN_LOOKS } from '../../../kit/chips/states.ts';
import { outcomeOf } from '../../../kit/runs/result-words.ts';
import { durationMs } from '../../../kit/runs/run-durations.ts';

/** Which runs are shown, by the name in the address. */
export const RUN_FILTERS: readonly {
  readonly name: string;
  readonly label: string;
  readonly states: readonly RunView['state'][];
}[] = [
  { name: 'all', label: 'All', states: [] },
  { name: 'unfinished', label: 'Unfinished', states: ['pending', 'waiting', 'running'] },
  { name: 'failed', label: 'Failed and dead', states: ['failed', 'dead'] },
  { name: 'succeeded', label: 'Succeeded', states: ['succeeded'] },
  { name: 'other', label: 'Skipped and cancelled', states: ['skipped', 'cancelled'] },
];

const ALL = { name: 'all', label: 'All', states: [] };

export function parseRunFilter(name: string | undefined): (typeof RUN_FILTERS)[number] {
  return RUN_FILTERS.find((filter) => filter.name === name) ?? ALL;
}

/** A run as the list shows it. */
export interface RunRow {
  readonly run: RunView;
  readonly tookMs: number | undefined;
  /** The colour of its bar. */
  readonly tone: string;
  /** As in `by schedule`, `by hand (ada)`. */
  readonly trigger: string;
  /** What happened and what to do, where it did not go well. */
  readonly fault: string | undefined;
  readonly isRetryable: boolean;
  /** Whether it needs somebody, so that its retry is to be seen first. */
  readonly needsRetry: boolean;
  readonly isUnfinished: boolean;
}

export function toRunRow(run: RunView, nowMs: number): RunRow {
  const { state } = run;
  const outcome = outcomeOf(run);
  return {
    run,
    tookMs: durationMs(run, nowMs),
    tone: RUN_LOOKS[state].tone,
    trigger: triggerWords(run),
    fault: outcome.type === 'fault' ? outcome.message : undefined,
    isRetryable: isRetryable(state),
    needsRetry: state === 'failed' || state === 'dead',
    isUnfinished: isUnfinished(state),
  };
}

/** Who or what made a run. */
function triggerWords({ trigger, requested }: Pick<RunView, 'trigger' | 'requested'>): string {
  switch (trigger) {
    case 'schedule':
      return 'schedule';
    case 'manual':
      return requested === undefined ? 'by hand' : `by hand (${requested.author})`;
    case 'backfill':
      return 'backfill';
  }
}
