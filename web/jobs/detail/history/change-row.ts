import type { JobChangeView } from '../../../../shared/contracts/http/job-history.ts';
import type { Tone } from '../../../kit/chips/chip.ts';
import type { IconName } from '../../../kit/icon/icons.ts';

interface ActionLook {
  readonly label: string;
  readonly icon: IconName;
  readonly tone: Tone;
}

const ACTIONS: Readonly<Record<JobChangeView['action'], ActionLook>> = {
  created: { label: 'Created', icon: 'plus', tone: 'keel' },
  edited: { label: 'Edited', icon: 'pencil', tone: 'keel' },
  restored: { label: 'Restored', icon: 'undo', tone: 'keel' },
  paused: { label: 'Paused', icon: 'circle-pause', tone: 'moderate' },
  resumed: { label: 'Resumed', icon: 'circle-play', tone: 'stable' },
  deleted: { label: 'Deleted', icon: 'trash', tone: 'significant' },
  'run-triggered': { label: 'Run now', icon: 'play', tone: 'idle' },
  'run-retried': { label: 'Run retried', icon: 'retry', tone: 'idle' },
  'run-cancelled': { label: 'Run cancelled', icon: 'ban', tone: 'idle' },
  'backfill-started': { label: 'Backfill started', icon: 'history', tone: 'idle' },
  'backfill-paused': { label: 'Backfill paused', icon: 'history', tone: 'idle' },
  'backfill-resumed': { label: 'Backfill resumed', icon: 'history', tone: 'idle' },
  'backfill-cancelled': { label: 'Backfill cancelled', icon: 'history', tone: 'idle' },
};

/** An entry of a job's history, as the list shows it. */
export interface ChangeRow {
  readonly change: JobChangeView;
  readonly look: ActionLook;
  /** Where the run or the backfill is shown that was changed. */
  readonly target:
    { readonly link: readonly string[]; readonly query: Readonly<Record<string, string>> } | undefined;
}

export function toChangeRow(change: JobChangeView, jobId: string): ChangeRow {
  return { change, look: ACTIONS[change.action], target: targetOf(change, jobId) };
}

function targetOf({ action, target }: JobChangeView, jobId: string): ChangeRow['target'] {
  if (target === undefined) return undefined;
  return action.startsWith('backfill')
    ? { link: ['/jobs', jobId], query: { tab: 'backfills', backfill: target } }
    : { link: ['/runs', target], query: {} };
}
