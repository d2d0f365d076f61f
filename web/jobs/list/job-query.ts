import type { WatchedJob } from '../../../shared/contracts/http/watch.ts';
import type { JobSummary } from '../../../shared/contracts/http/job-view.ts';
import type { QueryValue } from '../../api/api-call.ts';

/** Which jobs are listed, and in which order, as the address of the screen has it. */
export interface JobFilter {
  readonly kind: readonly string[];
  readonly status: readonly string[];
  readonly valueStream: readonly string[];
  readonly tag: readonly string[];
  readonly modelId: readonly string[];
  readonly text: string;
  readonly sort: string;
}

/** The parameters of the address; several values have commas between. */
export type JobParams = Readonly<Record<keyof JobFilter, string | undefined>>;

export const FIRST_SORT = 'jobId';

export function toJobFilter(params: JobParams): JobFilter {
  const listOf = (text = '') => text.split(',').filter(Boolean);
  return {
    kind: listOf(params.kind),
    status: listOf(params.status),
    valueStream: listOf(params.valueStream),
    tag: listOf(params.tag),
    modelId: listOf(params.modelId),
    text: params.text ?? '',
    sort: params.sort ?? FIRST_SORT,
  };
}

/** What the API is asked for them. */
export function toListQuery({ sort, ...filter }: JobFilter): Readonly<Record<string, QueryValue>> {
  return { ...filter, ...(sort === FIRST_SORT ? {} : { sort }) };
}

export function isFiltered({ sort: _sort, ...filter }: JobFilter): boolean {
  return Object.values(filter).some((value) => value.length > 0);
}

/** A job of the list after what was told of it; undefined where its definition has changed, which has to be read. */
export function changedJob(job: JobSummary, change: WatchedJob): JobSummary | undefined {
  if (change.generation !== job.generation) return undefined;
  const { nextDueAt: _due, pause: formerPause, quarantine: _quarantine, ...rest } = job;
  const { state, updatedAt, nextDueAt, pause, quarantine } = change;
  return {
    ...rest,
    state,
    updatedAt,
    ...(nextDueAt === undefined ? {} : { nextDueAt }),
    ...(pause === undefined ? {} : { pause: { runMissed: 'none', ...formerPause, ...pause } }),
    ...(quarantine === undefined ? {} : { quarantine }),
  };
}
