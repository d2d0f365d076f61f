import { z } from 'zod';
import { isJobId, JOB_ID_PATTERN, JOB_ID_RULE, type JobId } from '../domain/job/job-id.ts';
import { PLAIN_KINDS } from '../domain/job/plain-kinds.ts';
import { MAX_OUTPUT_LENGTH } from '../domain/run/plain-result.ts';
import { FAILURE_REASONS } from '../domain/run/run-failure.ts';
import { isRunId, RUN_ID_PATTERN, type RunId } from '../domain/run/run-id.ts';
import { inputFaults } from '../domain/run/run-input.ts';

// What is the same in documents, messages, histories and answers.

// The patterns are for documents that are made from the schemas; the domain's own questions decide.
export const jobId = z
  .string(JOB_ID_RULE)
  .meta({ pattern: JOB_ID_PATTERN.source })
  .transform((text, context): JobId => {
    if (isJobId(text)) return text;
    context.addIssue({ code: 'custom', message: JOB_ID_RULE });
    return z.NEVER;
  });

const RUN_ID_RULE = 'must be a run id, "<jobId>.<due instant>" or "<jobId>.manual-<16 digits>"';

export const runId = z
  .string(RUN_ID_RULE)
  .meta({ pattern: RUN_ID_PATTERN.source })
  .transform((text, context): RunId => {
    if (isRunId(text)) return text;
    context.addIssue({ code: 'custom', message: RUN_ID_RULE });
    return z.NEVER;
  });

const band = z.enum(['stable', 'moderate-shift', 'significant-shift']);

const columnSummary = { name: z.string(), psi: z.number(), band };

/** The figures of a measured run, small enough for a history and a list; see StabilitySummary. */
export const stabilitySummary = z.object({
  modelId: z.string(),
  baselineId: z.string(),
  currentRowCount: z.number(),
  psi: z.number().nullable(),
  band: band.nullable(),
  alarm: z.boolean().exactOptional(),
  alarms: z.object({ count: z.number(), names: z.array(z.string()).readonly() }).exactOptional(),
  window: z.object({ from: z.string(), to: z.string() }).exactOptional(),
  segments: z
    .object({
      count: z.number(),
      alarmCount: z.number(),
      notMeasuredCount: z.number(),
      worst: z.array(z.object({ segment: z.record(z.string(), z.string()), ...columnSummary })).readonly(),
    })
    .exactOptional(),
  statusCounts: z.record(z.string(), z.number()),
  worstCharacteristics: z.array(z.object(columnSummary)).readonly(),
  detailPath: z.string(),
  countsPath: z.string().exactOptional(),
});

/** What a report collection has collected; see ReportSummary. */
export const reportSummary = z.object({
  kind: z.literal('report-collection'),
  resource: z.string(),
  path: z.string(),
  sizeBytes: z.number(),
  sha256: z.string(),
  rowCount: z.number(),
  columnCount: z.number(),
  malformedRowCount: z.number(),
  epoch: z.number(),
  ticketId: z.string(),
  requestedAt: z.string(),
});

/** What a run of any other kind has to show; see PlainResult. */
export const plainResult = z.object({
  kind: z.enum(PLAIN_KINDS),
  words: z.string().describe('One sentence for people.'),
  link: z
    .object({ label: z.string(), url: z.url({ protocol: /^https?$/ }) })
    .exactOptional()
    .describe('Where there is more, outside.'),
  figures: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .readonly()
    .exactOptional(),
  output: z
    .unknown()
    .refine(
      (value) => value === undefined || JSON.stringify(value).length <= MAX_OUTPUT_LENGTH,
      'is too long',
    )
    .optional()
    .describe('What others go on with.'),
});

export const runResult = z.union([reportSummary, plainResult, stabilitySummary]);

export const runFailure = z.object({
  reason: z.enum(FAILURE_REASONS),
  message: z.string(),
});

/** Values that a run is given: at most 50 short texts and numbers, 4 KiB together. */
export const runInput = z
  .record(z.string(), z.union([z.string(), z.number()], 'must be a text or a number'))
  .superRefine((input, context) => {
    for (const message of inputFaults(input)) context.addIssue({ code: 'custom', message });
  });

/** The run that a run is a step of; see RunParent. */
export const runParent = z.object({ runId, step: z.string(), attempt: z.int().min(1).exactOptional() });

/** Which attempt of which run: the input of everything that is done for one. */
export const runAttempt = z.object({ runId, attempt: z.int().min(1) });
export type RunAttempt = z.output<typeof runAttempt>;
