import type { JobKind } from '../../domain/job/job-work.ts';
import { COLLECT_REPORT_JOB } from './report-collection-run.ts';
import { RUN_STABILITY_JOB } from './stability-run.ts';

/** Which orchestrator does the work of a run, by the kind of its job. */
export const ORCHESTRATORS: Readonly<Record<JobKind, string>> = {
  stability: RUN_STABILITY_JOB,
  'report-collection': COLLECT_REPORT_JOB,
};
