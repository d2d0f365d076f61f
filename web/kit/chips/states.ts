import type { JobSummary } from '../../../shared/contracts/http/job-view.ts';
import type { RunView } from '../../../shared/contracts/http/run-view.ts';
import type { StabilityBand } from '../../../shared/domain/stability/stability-band.ts';
import type { IconName } from '../icon/icons.ts';
import type { Tone } from './chip.ts';

/** How a state looks wherever it is shown. */
export interface Look {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly label: string;
}

export const RUN_LOOKS: Readonly<Record<RunView['state'], Look>> = {
  pending: { tone: 'idle', icon: 'circle-dashed', label: 'Pending' },
  waiting: { tone: 'idle', icon: 'clock', label: 'Waiting' },
  running: { tone: 'running', icon: 'loader', label: 'Running' },
  succeeded: { tone: 'stable', icon: 'circle-check', label: 'Succeeded' },
  failed: { tone: 'significant', icon: 'circle-x', label: 'Failed' },
  cancelled: { tone: 'idle', icon: 'ban', label: 'Cancelled' },
  skipped: { tone: 'idle', icon: 'circle-minus', label: 'Skipped' },
  dead: { tone: 'significant', icon: 'skull', label: 'Dead' },
};

export const JOB_LOOKS: Readonly<Record<JobSummary['state'], Look>> = {
  active: { tone: 'stable', icon: 'circle-play', label: 'Active' },
  paused: { tone: 'moderate', icon: 'circle-pause', label: 'Paused' },
  quarantined: { tone: 'significant', icon: 'shield', label: 'Quarantined' },
  completed: { tone: 'idle', icon: 'circle-check', label: 'Completed' },
  deleted: { tone: 'idle', icon: 'trash', label: 'Deleted' },
};

export const BAND_LOOKS: Readonly<Record<StabilityBand, Look>> = {
  stable: { tone: 'stable', icon: 'circle-check', label: 'Stable' },
  'moderate-shift': { tone: 'moderate', icon: 'waves', label: 'Moderate shift' },
  'significant-shift': { tone: 'significant', icon: 'warning', label: 'Significant shift' },
};

/** Whether a run may be retried, as the API takes it. */
export function isRetryable(state: RunView['state']): boolean {
  return state === 'failed' || state === 'dead' || state === 'cancelled' || state === 'skipped';
}

/** Whether a run is still to end. */
export function isUnfinished(state: RunView['state']): boolean {
  return state === 'pending' || state === 'waiting' || state === 'running';
}
