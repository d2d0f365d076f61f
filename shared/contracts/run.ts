import { z } from 'zod';
import { isJobId, JOB_ID_RULE, type JobId } from '../domain/job/job-id.ts';
import { FAILURE_REASONS } from '../domain/run/run-failure.ts';
import { isRunId, type RunId } from '../domain/run/run-id.ts';

// What is the same in documents, messages, histories and answers.

export const jobId = z.custom<JobId>((value) => typeof value === 'string' && isJobId(value), JOB_ID_RULE);

export const runId = z.custom<RunId>(
  (value) => typeof value === 'string' && isRunId(value),
  'must be a run id, "<jobId>.<due instant>" or "<jobId>.manual-<16 digits>"',
);

const band = z.enum(['stable', 'moderate-shift', 'significant-shift']);

/** The figures of a measured run, small enough for a history and a list; see StabilitySummary. */
export const stabilitySummary = z.object({
  modelId: z.string(),
  baselineId: z.string(),
  currentRowCount: z.number(),
  psi: z.number().nullable(),
  band: band.nullable(),
  statusCounts: z.record(z.string(), z.number()),
  worstCharacteristics: z.array(z.object({ name: z.string(), psi: z.number(), band })),
  detailPath: z.string(),
});

export const runFailure = z.object({
  reason: z.enum(FAILURE_REASONS),
  message: z.string(),
});

/** Which attempt of which run: the input of everything that is done for one. */
export const runAttempt = z.object({ runId, attempt: z.int().min(1) });
