import { z } from 'zod';
import { dataSource } from '../../contracts/data-source.ts';
import type { StabilityTask } from '../../domain/job/stability-task.ts';
import { DECISION_RULES } from '../../domain/stability/decide-alarm.ts';

const thresholds = z.object({ moderate: z.number(), significant: z.number() });

const criteria = thresholds.extend({
  alpha: z.number().exactOptional(),
  rule: z.enum(DECISION_RULES).exactOptional(),
  consecutive: z.object({ k: z.number(), n: z.number() }).exactOptional(),
});

const reference = z.discriminatedUnion('to', [
  z.object({ to: z.literal('previous-window') }),
  z.object({ to: z.literal('rolling-window'), windows: z.number() }),
]);

/** The task of a stability job in its document; documents of earlier versions held `thresholds` and the paths of plain CSV files. */
export const stabilityTaskDocument = z
  .object({
    modelId: z.string(),
    baseline: dataSource.exactOptional(),
    baselineId: z.string(),
    current: dataSource,
    scoreColumn: z.string().exactOptional(),
    characteristics: z.union([z.literal('all'), z.array(z.string())]),
    timeColumn: z.string().exactOptional(),
    comparisons: z.array(reference).default([]),
    criteria: criteria.exactOptional(),
    thresholds: thresholds.exactOptional(),
    readiness: z.object({ deadlineSeconds: z.number(), pollSeconds: z.number() }).exactOptional(),
    recipients: z.array(z.string()),
  })
  .transform(toTask);

function toTask({
  thresholds: ofEarlierVersions,
  criteria: given,
  ...rest
}: {
  readonly thresholds?: z.output<typeof thresholds>;
  readonly criteria?: z.output<typeof criteria>;
} & Omit<StabilityTask, 'criteria'>): StabilityTask {
  const found = given ?? ofEarlierVersions;
  if (found === undefined) throw new Error('The job has no thresholds.');
  return { ...rest, criteria: found };
}

export function fromStabilityTask(task: StabilityTask): z.input<typeof stabilityTaskDocument> {
  const { characteristics, comparisons, recipients, ...rest } = task;
  return {
    ...rest,
    characteristics: characteristics === 'all' ? 'all' : [...characteristics],
    comparisons: [...comparisons],
    recipients: [...recipients],
  };
}
