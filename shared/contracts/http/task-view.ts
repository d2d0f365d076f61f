import { z } from 'zod';
import { DECISION_RULES, DEFAULT_ALPHA, DEFAULT_RULE } from '../../domain/stability/decide-alarm.ts';
import type { StabilityTask } from '../../domain/job/stability-task.ts';
import { dataSourceView } from './data-source.ts';
import { dataSourceViewSchema } from './data-source-view.ts';

const reference = z.discriminatedUnion('to', [
  z.object({ to: z.literal('previous-window') }),
  z.object({ to: z.literal('rolling-window'), windows: z.int() }),
]);

/** All of a stability task but its baseline, as callers write and read it. */
const measurement = {
  modelId: z.string(),
  current: dataSourceViewSchema,
  scoreColumn: z.string().exactOptional(),
  characteristics: z.union([z.literal('all'), z.array(z.string()).readonly()]),
  timeColumn: z.string().exactOptional(),
  comparisons: z.array(reference).readonly(),
  thresholds: z.object({ moderate: z.number(), significant: z.number() }),
  alpha: z.number(),
  rule: z.enum(DECISION_RULES),
  consecutive: z.object({ k: z.int(), n: z.int() }).exactOptional(),
  readiness: z.object({ deadlineSeconds: z.int(), pollSeconds: z.int() }).exactOptional(),
  recipients: z.array(z.string()).readonly(),
};

/** What a stability job does, as callers read it. */
export const stabilityTaskViewSchema = z
  .object({
    ...measurement,
    baseline: dataSourceViewSchema
      .exactOptional()
      .describe('What its bins were made from; absent where the job named a registered baseline.'),
    baselineId: z.string().describe('Which frozen bins they are.'),
  })
  .meta({ id: 'StabilityTask' });

/** What a report collection does, as callers write and read it. */
export const reportCollectionTaskViewSchema = z
  .object({
    resource: z.string(),
    baseUrl: z.string(),
    method: z.enum(['GET', 'POST']),
    requestPath: z.string(),
    reportPath: z.string(),
    offset: z.int(),
    headers: z
      .record(z.string(), z.union([z.string(), z.object({ secret: z.string() })]))
      .readonly()
      .describe("By name: a value, or the name of the secret that holds it; a secret's value is never told."),
    ticketField: z.string().exactOptional(),
    poll: z.object({
      intervalSeconds: z.number(),
      backoffCoefficient: z.number(),
      maxIntervalSeconds: z.number(),
    }),
    notReady: z.object({
      bodies: z.array(z.string()).readonly(),
      statuses: z.array(z.int()).readonly(),
    }),
    abandonSeconds: z.int(),
    maxBytes: z.int(),
    contentTypes: z.array(z.string()).readonly(),
    format: z.object({
      type: z.literal('csv'),
      delimiter: z.string(),
      decimalComma: z.boolean(),
      maxMalformedRows: z.int(),
    }),
    columns: z.array(z.string()).readonly().exactOptional(),
    outputPath: z.string(),
    timeZone: z.string().exactOptional(),
  })
  .meta({ id: 'ReportCollectionTask' });

/** What a job of any other kind does: as its kind's own schema has it. */
export const plainTaskViewSchema = z
  .record(z.string(), z.unknown())
  .readonly()
  .describe('As the kind has it: `GET /job-kinds` shows one of each.')
  .meta({ id: 'PlainTask' });

/** A task as callers read it; `baseline` and `baselineId` say where its bins came from and which they are. */
export function stabilityTaskView({
  baseline,
  current,
  criteria,
  ...rest
}: StabilityTask): z.output<typeof stabilityTaskViewSchema> {
  const { moderate, significant, alpha, rule, consecutive: window } = criteria;
  return {
    ...rest,
    ...(baseline === undefined ? {} : { baseline: dataSourceView(baseline) }),
    current: dataSourceView(current),
    thresholds: { moderate, significant },
    ...{ alpha: alpha ?? DEFAULT_ALPHA, rule: rule ?? DEFAULT_RULE },
    ...(window === undefined ? {} : { consecutive: window }),
  };
}
