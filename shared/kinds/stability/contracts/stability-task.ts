import { z } from 'zod';
import { sameJson } from '../../../domain/job/same-json.ts';
import type { StabilityTaskDefinition } from '../../../domain/job/stability-task.ts';
import type { BaselineOptions } from '../../../domain/stability/baseline-options.ts';
import type { ColumnType } from '../../../domain/stability/bin-specification.ts';
import { DECISION_RULES, DEFAULT_ALPHA, DEFAULT_RULE } from '../../../domain/stability/decide-alarm.ts';
import { MAX_CONSECUTIVE_WINDOWS } from '../../../domain/stability/decide-consecutive.ts';
import { DEFAULT_THRESHOLDS } from '../../../domain/stability/stability-band.ts';
import { whole } from '../../../contracts/job-policies.ts';
import {
  baselineOptionsRequest,
  columnType,
  toBaselineOptions,
} from '../../../contracts/http/baseline-options.ts';
import { columnName } from '../../../contracts/http/column-name.ts';
import { baselineId, modelId } from '../../../contracts/http/model-id.ts';
import { baselineSourceRequest, dataSourceRequest } from '../../../contracts/http/data-source.ts';

const DAY_SECONDS = 86_400;

const share = z.number().positive('must be greater than 0');

const thresholds = z
  .strictObject({
    moderate: share.default(DEFAULT_THRESHOLDS.moderate),
    significant: share.default(DEFAULT_THRESHOLDS.significant),
  })
  .refine(
    ({ moderate, significant }) => moderate <= significant,
    'moderate must not be greater than significant',
  );

const consecutive = z
  .strictObject({ k: whole(1, MAX_CONSECUTIVE_WINDOWS), n: whole(1, MAX_CONSECUTIVE_WINDOWS) })
  .refine(({ k, n }) => k <= n, 'k must not be greater than n');

const reference = z.discriminatedUnion(
  'to',
  [
    z.strictObject({ to: z.literal('previous-window') }),
    z.strictObject({ to: z.literal('rolling-window'), windows: whole(2, 60) }),
  ],
  'must be { "to": "previous-window" } or { "to": "rolling-window", "windows": … }',
);

const readiness = z.strictObject({
  deadlineSeconds: whole(1, 7 * DAY_SECONDS),
  pollSeconds: whole(5, 3600).default(60),
});

const characteristics = z
  .union(
    [z.literal('all'), z.array(columnName).min(1, 'must name at least one column').max(5000)],
    'must be "all" or a list of column names',
  )
  .default('all');

const registered = z.strictObject({ baselineId });

const body = z.strictObject({
  modelId,
  baseline: z.union(
    [baselineSourceRequest, registered],
    'must be a blob path, an object with "path", or { "baselineId" }',
  ),
  current: dataSourceRequest,
  scoreColumn: columnName.exactOptional(),
  characteristics,
  columnTypes: z.record(columnName, columnType).default({}),
  bins: baselineOptionsRequest.prefault({}),
  timeColumn: columnName.exactOptional(),
  comparisons: z.array(reference).max(5).default([]),
  thresholds: thresholds.default(DEFAULT_THRESHOLDS),
  alpha: z.number().gt(0, 'must be greater than 0').lt(1, 'must be less than 1').default(DEFAULT_ALPHA),
  rule: z.enum(DECISION_RULES, `must be one of ${DECISION_RULES.join(', ')}`).default(DEFAULT_RULE),
  consecutive: consecutive.exactOptional(),
  readiness: readiness.exactOptional(),
  recipients: z.array(z.email('must be an e-mail address')).max(50).default([]),
});

/** What a stability job does, as a caller says it. */
export const stabilityTaskRequest = body.superRefine(refuseBinsOfAnother).transform(toDefinition);

/** A registered baseline has its bins: others would be passed over in silence. */
function refuseBinsOfAnother(
  { baseline, bins, columnTypes }: z.output<typeof body>,
  context: z.RefinementCtx,
): void {
  if ('kind' in baseline) return;
  const refuse = (field: string): void => {
    context.addIssue({
      code: 'custom',
      path: [field],
      message: 'belongs to the registered baseline: leave it out',
    });
  };
  if (!sameJson(bins, NO_BINS)) refuse('bins');
  if (Object.keys(columnTypes).length > 0) refuse('columnTypes');
}

const NO_BINS = baselineOptionsRequest.parse({});

function toDefinition(request: z.output<typeof body>): StabilityTaskDefinition {
  const {
    baseline,
    columnTypes,
    bins,
    thresholds: bounds,
    alpha,
    rule,
    consecutive: window,
    ...rest
  } = request;
  return {
    ...rest,
    ...('kind' in baseline ? { baseline } : { baselineId: baseline.baselineId }),
    bins: withTypes(toBaselineOptions(bins), columnTypes),
    criteria: { ...bounds, alpha, rule, ...(window === undefined ? {} : { consecutive: window }) },
  };
}

/** `columnTypes` is the short way to say no more than a column's type. */
function withTypes(options: BaselineOptions, types: Readonly<Record<string, ColumnType>>): BaselineOptions {
  const columnOptions = { ...options.columnOptions };
  for (const [name, type] of Object.entries(types)) columnOptions[name] = { type, ...columnOptions[name] };
  return { ...options, columnOptions };
}
