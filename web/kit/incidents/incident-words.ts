import type { AlertView } from '../../../shared/contracts/http/alert-view.ts';
import type { Look } from '../chips/states.ts';
import type { IconName } from '../icon/icons.ts';

export type ConditionType = AlertView['condition'];

/** What a rule looks for, in a word or two, and its picture. */
export const CONDITIONS: Readonly<
  Record<ConditionType, { readonly label: string; readonly icon: IconName }>
> = {
  drift: { label: 'Drift', icon: 'waves' },
  'run-failed': { label: 'Failed run', icon: 'circle-x' },
  'retries-exhausted': { label: 'Retries exhausted', icon: 'retry' },
  late: { label: 'Late', icon: 'clock' },
  missed: { label: 'Missed slot', icon: 'circle-minus' },
  'no-success': { label: 'No success', icon: 'alarm-clock' },
  'job-paused': { label: 'Job paused', icon: 'circle-pause' },
  'dead-letter': { label: 'Dead letter', icon: 'skull' },
  'lock-broken': { label: 'Lock broken', icon: 'lock-open' },
};

export const SEVERITIES: Readonly<Record<AlertView['severity'], Look>> = {
  info: { tone: 'running', icon: 'info', label: 'Info' },
  warning: { tone: 'moderate', icon: 'warning', label: 'Warning' },
  critical: { tone: 'significant', icon: 'circle-alert', label: 'Critical' },
};

export const INCIDENT_STATES: Readonly<Record<AlertView['state'], Look>> = {
  open: { tone: 'significant', icon: 'bell', label: 'Open' },
  acknowledged: { tone: 'running', icon: 'user', label: 'Acknowledged' },
  resolved: { tone: 'stable', icon: 'circle-check', label: 'Resolved' },
};

/** Groups that say by themselves what has happened. */
const SAYS_ITSELF =
  /^(?:late$|(?:late|missed|dead letter): |no success|paused after failures|quarantined$|unreadable dead letters)/;

/** What an incident is about, in a line: its group names what all of it has in common. */
export function incidentTitle({ condition, group }: Pick<AlertView, 'condition' | 'group'>): string {
  const { label } = CONDITIONS[condition];
  if (group === '') return label;
  if (condition === 'drift') return `Drift of ${group}`;
  return SAYS_ITSELF.test(group) ? `${group.charAt(0).toUpperCase()}${group.slice(1)}` : `${label}: ${group}`;
}

/** As in "3 of 12 not well", "all 12 well again", "1 job or model". */
export function subjectsInWords({
  failingCount,
  subjectCount,
}: Pick<AlertView, 'failingCount' | 'subjectCount'>): string {
  if (failingCount === 0) return subjectCount === 1 ? 'well again' : `all ${subjectCount} well again`;
  return subjectCount === 1 ? 'not well' : `${failingCount} of ${subjectCount} not well`;
}
