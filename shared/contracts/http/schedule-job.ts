import { z } from 'zod';
import { DEFAULT_THRESHOLDS } from '../../domain/stability/stability-band.ts';
import { jobPolicies } from '../job-policies.ts';
import { jobId } from '../run.ts';
import { recurrenceList } from './recurrence.ts';

/** Containers that callers may name; the others are the app's own. */
const READABLE_CONTAINERS = ['baselines', 'datasets'] as const;

const name = z.string().min(1, 'must not be empty').max(128, 'must be at most 128 characters');

const modelId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, 'must be 1 to 128 letters, digits, ".", "_" or "-"');

/** A URL would resolve the steps of such a name, and out of the container they lead. */
const STEP = /(^|[/\\])\.{1,2}([/\\]|$)/;

const blobPath = z
  .string()
  .max(1024, 'must be at most 1024 characters')
  .refine(
    (path) =>
      READABLE_CONTAINERS.some((container) => path.startsWith(`${container}/`)) &&
      !path.endsWith('/') &&
      !STEP.test(path),
    `must be a blob path "<container>/<name>" in ${READABLE_CONTAINERS.join(' or ')}, without "." and ".." in it`,
  );

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

const columns = z.array(name).min(1, 'must name at least one column').max(5000);

const columnType = z.enum(['numeric', 'categorical']);

const task = z.strictObject({
  modelId,
  baseline: blobPath,
  current: blobPath,
  scoreColumn: name.optional(),
  characteristics: z
    .union([z.literal('all'), columns], 'must be "all" or a list of column names')
    .default('all'),
  columnTypes: z.record(name, columnType).default({}),
  thresholds: thresholds.default(DEFAULT_THRESHOLDS),
  recipients: z.array(z.email('must be an e-mail address')).max(50).default([]),
});

/** The body of `POST /api/jobs/schedule`. */
export const scheduleJobRequest = z.strictObject({
  jobId: jobId.optional(),
  kind: z.literal('stability', 'must be "stability"'),
  valueStream: name,
  task,
  recurrences: recurrenceList,
  policies: jobPolicies.prefault({}),
});

export type ScheduleJobRequest = z.output<typeof scheduleJobRequest>;
