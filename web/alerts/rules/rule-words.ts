import type { AlertRuleView } from '../../../shared/contracts/http/alert-rule-view.ts';
import { formatDuration } from '../../kit/time/format-instant.ts';

export type Condition = AlertRuleView['conditions'][number];
export type Scope = AlertRuleView['scope'];

/** When a condition is met, in a line. */
export function conditionInWords(condition: Condition): string {
  switch (condition.type) {
    case 'drift':
      return condition.band === 'moderate-shift'
        ? 'a moderate or significant shift, or an alarm of a job’s criteria'
        : 'a significant shift, or an alarm of a job’s criteria';
    case 'run-failed':
      return condition.reasons === undefined
        ? 'a run fails for good'
        : `a run fails for good: ${condition.reasons.join(', ')}`;
    case 'retries-exhausted':
      return 'a run fails after more than one attempt';
    case 'late':
      return `a run begins, or has not begun, ${formatDuration(condition.toleranceSeconds * 1000)} late`;
    case 'missed':
      return 'a slot is not run, and nobody wanted that';
    case 'no-success':
      return `no run of an active job succeeds for ${formatDuration(condition.withinSeconds * 1000)}`;
    case 'job-paused':
      return 'failures pause a job, or it is quarantined';
    case 'dead-letter':
      return 'the message of a run is given up';
    case 'lock-broken':
      return 'a person breaks a lock';
  }
}

/** What makes one incident. */
export const GROUPINGS: readonly {
  readonly value: AlertRuleView['groupBy'];
  readonly label: string;
  readonly hint: string;
}[] = [
  {
    ...{ value: 'cause', label: 'Cause' },
    hint: 'All that fails for one reason at one endpoint is one incident; each model that drifts is one.',
  },
  { value: 'job', label: 'Job', hint: 'Each job, or model, is an incident of its own.' },
  { value: 'rule', label: 'Rule', hint: 'All that the rule sees is one incident.' },
];

/** Which jobs a rule looks at, a line for each way in which it is narrowed. */
export function scopeInWords({ jobIds, modelIds, kinds, tags }: Scope): readonly string[] {
  const lines = [
    said('jobs', jobIds),
    said('models', modelIds),
    said('kinds', kinds),
    said('jobs with all of the tags', tags),
  ].flatMap((line) => line ?? []);
  return lines.length === 0 ? ['all jobs of its value stream'] : lines;
}

function said(name: string, words: readonly string[] | undefined): string | undefined {
  return words === undefined || words.length === 0 ? undefined : `${name} ${words.join(', ')}`;
}

/** How far apart two openings of one group are told. */
export function quietInWords(quietSeconds: number): string {
  return quietSeconds === 0
    ? 'Every opening is told.'
    : `Two openings of one group are told at least ${formatDuration(quietSeconds * 1000)} apart.`;
}
