import type { JobsOfTask } from '../application/named-job-issues.ts';
import { PLAIN_KIND_ENTRIES } from './kind-lists.ts';

/** The jobs that a task names, as its kind knows. */
export const jobsOfTask: JobsOfTask = ({ kind, task }) => PLAIN_KIND_ENTRIES[kind].jobsOf(task);
