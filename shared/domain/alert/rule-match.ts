import type { Job } from '../job/job.ts';
import type { AlertCause, AlertRecovery } from './alert-cause.ts';
import type { AlertCondition } from './alert-condition.ts';
import { familyOf } from './alert-family.ts';
import type { AlertRule, AlertScope } from './alert-rule.ts';
import { isAtLeast } from './stability-rank.ts';

/** Whether a rule may want to be told of a cause, as far as can be said without knowing its job. */
export function mayLookFor(rule: AlertRule, cause: AlertCause): boolean {
  return (
    rule.isEnabled &&
    rule.valueStream === cause.valueStream &&
    rule.conditions.some((condition) => isMet(condition, cause))
  );
}

/**
 * The causes that a rule is to be told of, each trouble once, as what its first condition makes of it. `causes` are of one
 * job, if of any; a deleted job's are nobody's.
 */
export function looksFor(
  rule: AlertRule,
  causes: readonly AlertCause[],
  job: Job | undefined,
): readonly AlertCause[] {
  if (job?.state === 'deleted') return [];
  const wanted = causes.filter((cause) => mayLookFor(rule, cause) && isInScope(rule.scope, cause, job));
  const byTrouble = Map.groupBy(wanted, ({ causeId, condition }) => `${causeId} ${familyOf(condition)}`);
  return [...byTrouble.values()].flatMap((same) =>
    same.toSorted((a, b) => rank(rule, a) - rank(rule, b)).slice(0, 1),
  );
}

/** Whether the job of a cause, or its model, is one that the rule looks at. */
function isInScope(scope: AlertScope, cause: AlertCause, job: Job | undefined): boolean {
  const modelId = cause.modelId ?? (job === undefined ? undefined : modelOf(job));
  return isAmong(scope.modelIds, modelId) && isJobInScope({ ...scope, modelIds: undefined }, job);
}

/** The same of a job by itself. */
export function isJobInScope(scope: PartialScope, job: Job | undefined): boolean {
  const { jobIds, modelIds, kinds, tags = [] } = scope;
  if (job === undefined)
    return tags.length === 0 && [jobIds, modelIds, kinds].every((each) => each === undefined);
  const has: readonly string[] = job.tags ?? [];
  return (
    isAmong(jobIds, job.jobId) &&
    isAmong(modelIds, modelOf(job)) &&
    isAmong(kinds, job.kind) &&
    tags.every((tag) => has.includes(tag))
  );
}

type PartialScope = { readonly [K in keyof AlertScope]?: AlertScope[K] | undefined };

function isAmong(wanted: readonly string[] | undefined, value: string | undefined): boolean {
  return wanted === undefined || (value !== undefined && wanted.includes(value));
}

/**
 * Whether a recovery ends a cause that the rule was told of: it is of its condition, not earlier, and nothing that the rule
 * looks for itself. A rule that is gone looks for nothing.
 */
export function recovers(recovery: AlertRecovery, cause: AlertCause, rule: AlertRule | undefined): boolean {
  const { subject, conditions, at } = recovery;
  const isOfIt = subject === cause.subject && conditions.includes(cause.condition) && at >= cause.at;
  const condition = rule?.conditions.find(({ type }) => type === cause.condition);
  return isOfIt && (condition === undefined || isSatisfied(condition, recovery));
}

function isSatisfied(condition: AlertCondition, { lateMs, measured }: AlertRecovery): boolean {
  if (condition.type === 'late') return lateMs === undefined || lateMs <= condition.toleranceSeconds * 1000;
  if (condition.type !== 'drift' || measured === undefined) return true;
  return !measured.alarm && !isAtLeast(measured.band, condition.band);
}

function isMet(condition: AlertCondition, { condition: type, detail }: AlertCause): boolean {
  if (condition.type !== type) return false;
  switch (detail.type) {
    case 'drift':
      return condition.type === 'drift' && (detail.alarm || isAtLeast(detail.band, condition.band));
    case 'late':
      return condition.type === 'late' && detail.lateMs > condition.toleranceSeconds * 1000;
    case 'failure':
      return condition.type !== 'run-failed' || isAmong(condition.reasons, detail.reason);
    case 'no-success':
      return condition.type === 'no-success' && detail.withinSeconds >= condition.withinSeconds;
    case 'missed':
    case 'paused':
    case 'dead-letter':
    case 'lock-broken':
      return true;
  }
}

function rank(rule: AlertRule, { condition }: AlertCause): number {
  return rule.conditions.findIndex(({ type }) => type === condition);
}

function modelOf(job: Job): string | undefined {
  return job.kind === 'stability' ? job.task.modelId : undefined;
}
