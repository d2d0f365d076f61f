import type { BackfillPreviewView, BackfillView } from '../../../../shared/contracts/http/backfill-view.ts';
import type { Look } from '../../../kit/chips/states.ts';
import { formatDuration } from '../../../kit/time/format-instant.ts';

export const BACKFILL_LOOKS: Readonly<Record<BackfillView['state'], Look>> = {
  running: { tone: 'running', icon: 'loader', label: 'Running' },
  paused: { tone: 'moderate', icon: 'circle-pause', label: 'Paused' },
  cancelling: { tone: 'idle', icon: 'ban', label: 'Cancelling' },
  cancelled: { tone: 'idle', icon: 'ban', label: 'Cancelled' },
  completed: { tone: 'stable', icon: 'circle-check', label: 'Completed' },
};

export function isUnderWay(state: BackfillView['state']): boolean {
  return state === 'running' || state === 'paused' || state === 'cancelling';
}

/** How far a backfill is: slots that have been dealt with, of all; of those that were made, the finished ones where known. */
export function backfillProgress(backfill: BackfillView): {
  readonly done: number;
  readonly fraction: number;
} {
  const { slotCount, runCount, alreadyRunCount, runs = {} } = backfill;
  const unfinished = (runs.pending ?? 0) + (runs.waiting ?? 0) + (runs.running ?? 0);
  const done = Math.max(0, Math.min(slotCount, runCount + alreadyRunCount - unfinished));
  return { done, fraction: slotCount === 0 ? 1 : done / slotCount };
}

/** What a dry run found, a sentence each. */
export function previewWords(
  { slotCount, alreadyRunCount, toRunCount }: BackfillPreviewView,
  { maxConcurrent, medianMs }: { readonly maxConcurrent: number; readonly medianMs: number | undefined },
): readonly string[] {
  if (slotCount === 0) return ['The job has no slot in this range. Choose another one.'];
  const there =
    alreadyRunCount === 0
      ? []
      : [`${counted(alreadyRunCount)} of the range had a run before; nothing changes there.`];
  if (toRunCount === 0) return [...there, 'There is nothing left to run.'];
  const rounds = Math.ceil(toRunCount / maxConcurrent);
  const time =
    medianMs === undefined
      ? 'How long runs of the job take is not known yet.'
      : `It takes about ${formatDuration(rounds * medianMs)}, if runs take ${formatDuration(medianMs)}.`;
  return [...there, `${counted(toRunCount)} will run, at most ${maxConcurrent} at once.`, time];
}

function counted(count: number): string {
  return count === 1 ? 'One slot' : `${count} slots`;
}
