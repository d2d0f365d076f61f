import { z } from 'zod';
import { isNewId, NEW_ID_RULE } from '../new-id.ts';
import { jobId } from '../run.ts';
import { addIssues, issuesOf } from './issues.ts';
import { NO_PARAMS, operationContract, streamBody } from './operation.ts';
import { PROBLEM_TYPES } from './problem.ts';
import { documentedJobRequest, scheduleJobRequest, type ScheduleJobRequest } from './schedule-job.ts';

/** Rows of one request. */
export const MAX_BULK_ROWS = 10_000;

/** What one request may have altogether. */
const MAX_BULK_BYTES = 8 * 1024 * 1024;

/** What one row may have: no more than a request of its own. */
export const MAX_ROW_BYTES = 256 * 1024;

export const NDJSON = 'application/x-ndjson';

const version = z.string().min(1).max(1024);

const expectedVersion = version.optional();

const withId = z.object({ jobId: z.string() });

export interface BulkJobRow {
  readonly definition: ScheduleJobRequest & { readonly jobId: NonNullable<ScheduleJobRequest['jobId']> };
  readonly ifMatch: string | undefined;
}

/** One row of `POST /api/jobs/bulk`: a job's whole definition, which has to say its id. */
export const bulkJobRow = z.unknown().transform((row, context): BulkJobRow => {
  const { ifMatch, ...rest }: Readonly<Record<string, unknown>> = isRecord(row) ? row : {};
  const version = expectedVersion.safeParse(ifMatch);
  const parsed = scheduleJobRequest.safeParse(isRecord(row) ? rest : row);
  const id = parsed.data?.jobId;
  addIssues(context, [
    ...(isRecord(row) && rest['jobId'] === undefined ? [{ pointer: '/jobId', message: 'is missing' }] : []),
    // A row that says which version it replaces makes none.
    ...(id === undefined || isNewId(id) || ifMatch !== undefined
      ? []
      : [{ pointer: '/jobId', message: NEW_ID_RULE }]),
    ...(version.success ? [] : [{ pointer: '/ifMatch', message: 'must be an ETag, or "*"' }]),
    ...(parsed.success ? [] : issuesOf(parsed.error)),
  ]);
  if (!version.success || !parsed.success || id === undefined) return z.NEVER;
  return { definition: { ...parsed.data, jobId: id }, ifMatch: version.data };
});

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The id that a row names, however faulty it is otherwise. */
export function idOfRow(row: unknown): string | undefined {
  return withId.safeParse(row).data?.jobId;
}

/** A whole request in one JSON text; its rows are parsed one by one. */
export const bulkJobsRequest = z.strictObject({
  jobs: z.array(z.unknown()).max(MAX_BULK_ROWS, `must be at most ${MAX_BULK_ROWS} jobs`),
});

const named = {
  jobId: jobId.describe('Names the job; required here.'),
  ifMatch: version
    .exactOptional()
    .describe('The ETag that the job must have, or "*": it must be there. Absent: whatever there is.'),
};

const [stability, reportCollection, ...plain] = documentedJobRequest.options;

/** A job as `POST /api/jobs/schedule` takes it, with its id. */
const documentedRow = z.discriminatedUnion('kind', [
  stability.extend(named),
  reportCollection.extend(named),
  ...plain.map((definition) => definition.extend(named)),
]);

const documented = z
  .strictObject({ jobs: z.array(documentedRow).max(MAX_BULK_ROWS) })
  .describe(`With \`${NDJSON}\`: one job a line, without anything around them.`);

const OUTCOMES = ['created', 'updated', 'unchanged', 'failed'] as const;

const count = z.int().min(0);

const bulkRow = z
  .object({
    index: count.describe('The row, from 0.'),
    jobId: z.string().exactOptional(),
    outcome: z.enum(OUTCOMES),
    generation: z.int().min(1).exactOptional().describe("The job's generation afterwards."),
    type: z
      .enum(PROBLEM_TYPES.map((type) => `urn:evenkeel:problem:${type}` as const))
      .exactOptional()
      .describe('Of a failed row: the problem that it would be as a request of its own.'),
    status: z.int().exactOptional(),
    errors: z
      .array(z.object({ pointer: z.string(), detail: z.string() }))
      .readonly()
      .exactOptional()
      .describe('Of a failed row: its faults, each with its JSON pointer into the row.'),
    differences: z
      .array(z.object({ pointer: z.string(), before: z.unknown().optional(), after: z.unknown().optional() }))
      .readonly()
      .exactOptional()
      .describe('Of an updated row: where the definitions differ.'),
    baselineWouldBe: z
      .enum(['kept', 'frozen-anew', 'read-again'])
      .exactOptional()
      .describe(
        'Of a stability job in a dry run. kept: a registered baseline is named. frozen-anew: bins are made of a file. ' +
          'read-again: of the same file as before; the baseline stays unless the file or the bins have changed, which ' +
          'shows only when the file is read.',
      ),
  })
  .meta({ id: 'BulkRow' });

export type BulkRowView = z.output<typeof bulkRow>;

const bulkSummary = z
  .object({
    isDryRun: z.boolean(),
    rows: count,
    created: count,
    updated: count,
    unchanged: count,
    failed: count,
  })
  .meta({ id: 'BulkSummary' });

export type BulkSummaryView = z.output<typeof bulkSummary>;

const bulkAnswer = z
  .object({ summary: bulkSummary, rows: z.array(bulkRow).readonly() })
  .describe(`With \`Accept: ${NDJSON}\`: one row a line as it is done, and a last line {"summary": …}.`)
  .meta({ id: 'BulkAnswer' });

const flag = z
  .enum(['true', 'false'], 'must be "true" or "false"')
  .default('false')
  .transform((text) => text === 'true');

export const bulkJobsContract = operationContract({
  operationId: 'bulkJobs',
  method: 'POST',
  path: '/jobs/bulk',
  tag: 'Jobs',
  summary: 'Create or redefine up to 10,000 jobs',
  description:
    'Each row creates the job of its name or gives it this definition; one that is the same already is left alone, so ' +
    'the same request may be sent again at any time. A row that fails stops no other. Jobs that others come after stand ' +
    'before them; a name that comes twice is taken the first time only. A request that is cut off has done its first ' +
    'rows.',
  access: { role: 'operator', of: 'any' },
  params: NO_PARAMS,
  query: z.strictObject({
    dryRun: flag.describe('Nothing is written: says what each row would do, and what differs.'),
  }),
  body: streamBody({ documented, contentTypes: ['application/json', NDJSON], maxBytes: MAX_BULK_BYTES }),
  idempotency: 'own',
  answers: {
    200: {
      description: 'What became of each row, in their order; rows may have failed.',
      schema: bulkAnswer,
      contentTypes: ['application/json', NDJSON],
    },
  },
  example: {
    query: { dryRun: 'true' },
    body: {
      jobs: [
        {
          jobId: 'sales-report',
          kind: 'report-collection',
          valueStream: 'retention',
          task: { resource: 'sales', baseUrl: 'https://reports.example.com' },
          recurrences: [{ type: 'cron', expression: '0 6 * * *', timeZone: 'Europe/London' }],
        },
      ],
    },
    status: 200,
  },
});
