import { PLAIN_CSV, type BlobSource } from '../../shared/domain/data/data-source.ts';
import { isJobId, type JobId } from '../../shared/domain/job/job-id.ts';
import type { StabilityJob } from '../../shared/domain/job/job.ts';
import { DEFAULT_POLICIES } from '../../shared/domain/job/job-policies.ts';
import type { CronRecurrence } from '../../shared/domain/schedule/recurrence.ts';

/** Every day at 06:00 UTC. */
export const DAILY: CronRecurrence = {
  type: 'cron',
  dialect: 'unix5',
  expression: '0 6 * * *',
  timeZone: 'UTC',
  dst: 'shift',
};

export function jobIdFrom(text: string): JobId {
  if (!isJobId(text)) throw new Error(`'${text}' is no job id.`);
  return text;
}

/** A plain CSV file. */
export function csvAt(path: string): BlobSource {
  return { kind: 'blob', path, format: PLAIN_CSV };
}

/** An instant in epoch ms. */
export function at(text: string): number {
  return Date.parse(text);
}

/** A daily stability job, with what a test wants otherwise. */
export function exampleJob(
  overrides: Partial<Omit<StabilityJob, 'jobId'>> & { readonly jobId?: string } = {},
): StabilityJob {
  const { jobId = 'churn-daily', ...rest } = overrides;
  return {
    jobId: jobIdFrom(jobId),
    kind: 'stability',
    valueStream: 'retention',
    task: {
      modelId: 'churn',
      baseline: csvAt('baselines/churn.csv'),
      baselineId: 'b1',
      current: csvAt('datasets/churn.csv'),
      scoreColumn: 'score',
      characteristics: 'all',
      comparisons: [],
      criteria: { moderate: 0.1, significant: 0.25 },
      recipients: ['owner@example.com'],
    },
    recurrences: [DAILY],
    policies: DEFAULT_POLICIES,
    state: 'active',
    generation: 1,
    bornAs: 1,
    slotsAfter: at('2026-02-01T00:00:00Z'),
    nextDueAt: at('2026-03-01T06:00:00Z'),
    createdAt: at('2026-02-01T00:00:00Z'),
    updatedAt: at('2026-02-01T00:00:00Z'),
    ...rest,
  };
}
