import { z } from 'zod';
import { RUN_MISSED } from '../../domain/job/job.ts';
import { scheduleJobRequest } from './schedule-job.ts';

/** Who asks for a change, and why: kept with what is changed. */
const requested = {
  author: z.string().min(1, 'must not be empty').max(128, 'must be at most 128 characters'),
  reason: z.string().min(1, 'must not be empty').max(500, 'must be at most 500 characters'),
};

const instant = z.iso.datetime({ offset: true, error: 'must be an ISO 8601 instant with an offset or Z' });

const runMissed = z.enum(RUN_MISSED, `must be one of ${RUN_MISSED.join(', ')}`);

/** The body of `PUT /api/jobs/{jobId}`: the whole definition; an id in it must be the path's. */
export const editJobRequest = scheduleJobRequest;

/** The body of `POST /api/jobs/{jobId}/pause`. */
export const pauseRequest = z.strictObject({
  ...requested,
  resumeAt: instant.optional(),
  runMissed: runMissed.default('none'),
});

/** The body of `POST /api/jobs/{jobId}/resume`; what becomes of the missed slots has to be said. */
export const resumeRequest = z.strictObject({ runMissed });

/** The body of a change that needs no more than who and why. */
export const plainRequest = z.strictObject(requested);
