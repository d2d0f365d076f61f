import type { Job } from '../job/job.ts';
import type { JobId } from '../job/job-id.ts';
import type { AlertCause } from './alert-cause.ts';
import type { AlertRule } from './alert-rule.ts';
import { withEndpoint } from './endpoint-of.ts';
import { isJobInScope } from './rule-match.ts';

/**
 * That a rule waits for a job to succeed. It is looked at when it is due, and moved on to where the last success then says:
 * so a success costs nothing.
 */
export interface Expectation {
  readonly ruleId: string;
  readonly jobId: JobId;
  /** When the waiting began, epoch ms: when the rule was made, or the job was created, edited or resumed. */
  readonly since: number;
  /** When it is to be looked at, epoch ms. */
  readonly expectBy: number;
}

/** How long the rule lets a job be without a success; undefined where it waits for none. */
export function waitedMs(rule: AlertRule | undefined): number | undefined {
  if (rule?.isEnabled !== true) return undefined;
  const condition = rule.conditions.find((each) => each.type === 'no-success');
  return condition === undefined ? undefined : condition.withinSeconds * 1000;
}

/** Whether the rule waits for successes of the job: it is active, and one that the rule looks at. */
export function waitsFor(rule: AlertRule, job: Job): boolean {
  const isActive = job.state === 'active' && job.valueStream === rule.valueStream;
  return isActive && waitedMs(rule) !== undefined && isJobInScope(rule.scope, job);
}

interface Waiting {
  readonly job: Job;
  /** Since when it has been without a success that counts, epoch ms. */
  readonly from: number;
  readonly lastSuccessAt: number | undefined;
  readonly withinMs: number;
}

/** That a job has had no success for too long; the same until it has one. */
export function noSuccessCauseOf({ job, from, lastSuccessAt, withinMs }: Waiting): AlertCause {
  const { jobId, valueStream } = job;
  return {
    ...{ causeId: `${jobId}.no-success.${from}`, condition: 'no-success', at: from + withinMs },
    ...{ valueStream, subject: `job:${jobId}`, jobId, group: withEndpoint('no success', job) },
    detail: {
      ...{ type: 'no-success', withinSeconds: withinMs / 1000 },
      ...(lastSuccessAt === undefined ? {} : { lastSuccessAt }),
    },
  };
}
