import { createDispatchJob } from '../../shared/application/dispatch-due-runs.ts';
import { createScheduleJob, type ScheduleOutcome } from '../../shared/application/schedule-job.ts';
import type { JobDefinition } from '../../shared/domain/job/job-definition.ts';
import { DEFAULT_POLICIES } from '../../shared/domain/job/job-policies.ts';
import { toCsv } from './csv-text.ts';
import { csvAt, DAILY, jobIdFrom } from './example-job.ts';
import type { MemoryWorld } from './memory/memory-world.ts';

/** A CSV with one column of levels, `score`, each as often as it says. */
export function scoresCsv(counts: Readonly<Record<string, number>>): string {
  const rows = Object.entries(counts).flatMap(([level, count]) =>
    Array.from({ length: count }, () => [level]),
  );
  return toCsv([['score'], ...rows]);
}

/** A definition of a stability job. */
export type StabilityDefinition = Extract<JobDefinition, { readonly kind: 'stability' }>;

type Overrides = Partial<Omit<StabilityDefinition, 'task' | 'jobId'>> & {
  readonly jobId?: string | undefined;
  readonly task?: Partial<StabilityDefinition['task']>;
};

/** The definition of a daily stability job of the model `churn`, with what a test wants otherwise. */
export function exampleDefinition({ jobId, task, ...rest }: Overrides = {}): StabilityDefinition {
  return {
    ...(jobId === undefined ? {} : { jobId: jobIdFrom(jobId) }),
    kind: 'stability',
    valueStream: 'retention',
    task: {
      modelId: 'churn',
      baseline: csvAt('baselines/churn.csv'),
      current: csvAt('datasets/churn.csv'),
      scoreColumn: 'score',
      characteristics: 'all',
      bins: {},
      comparisons: [],
      criteria: { moderate: 0.1, significant: 0.25 },
      recipients: [],
      ...task,
    },
    recurrences: [DAILY],
    policies: DEFAULT_POLICIES,
    ...rest,
  };
}

/** Schedules with everything that belongs to it, in memory. */
export function scheduleIn(world: MemoryWorld, definition: JobDefinition): Promise<ScheduleOutcome> {
  return createScheduleJob({
    ...world,
    dispatchJob: createDispatchJob(world),
  })(definition, { author: 'ada' });
}
