import type { RunView } from '../../../shared/contracts/http/run-view.ts';
import type { WatchedRun } from '../../../shared/contracts/http/watch.ts';
import type { QueryValue } from '../../api/api-call.ts';

/** Which runs are listed, as the address of the screen has it. */
export interface RunListFilter {
  readonly state: readonly RunView['state'][];
  readonly valueStream: readonly string[];
  readonly jobId: readonly string[];
  /** A length of time up to now, by its name. */
  readonly range: string;
  /** ISO 8601; count instead of `range`. */
  readonly from: string;
  readonly to: string;
}

export type RunParams = Readonly<Record<keyof RunListFilter, string | undefined>>;

const HOUR_MS = 3_600_000;

/** Lengths of time up to now, as the address names them. */
export const RANGES = [
  { value: '1h', label: 'Last hour', ms: HOUR_MS },
  { value: '24h', label: 'Last 24 hours', ms: 24 * HOUR_MS },
  { value: '7d', label: 'Last 7 days', ms: 7 * 24 * HOUR_MS },
  { value: '30d', label: 'Last 30 days', ms: 30 * 24 * HOUR_MS },
] as const;

export const STATES: readonly RunView['state'][] = [
  ...(['running', 'waiting', 'pending'] as const),
  ...(['failed', 'dead', 'succeeded', 'cancelled', 'skipped'] as const),
];

/** The states that a retry goes on from. */
const RETRYABLE = ['failed', 'dead', 'cancelled', 'skipped'] as const;
export type RetryableState = (typeof RETRYABLE)[number];

export function toRunFilter(params: RunParams): RunListFilter {
  const listOf = (text = '') => text.split(',').filter(Boolean);
  const chosen = new Set(listOf(params.state));
  return {
    state: STATES.filter((state) => chosen.has(state)),
    valueStream: listOf(params.valueStream),
    jobId: listOf(params.jobId),
    range: params.range ?? '',
    from: params.from ?? '',
    to: params.to ?? '',
  };
}

export function isFiltered(filter: RunListFilter): boolean {
  return Object.values(filter).some((value: string | readonly string[]) => value.length > 0);
}

interface Bounds {
  readonly from?: string;
  readonly to?: string;
}

/** From when to when, as the API takes it; a length of time ends now, and so has no end. */
function boundsOf({ range, from, to }: RunListFilter, nowMs: number): Bounds {
  if (from !== '' || to !== '') return { ...(from === '' ? {} : { from }), ...(to === '' ? {} : { to }) };
  const length = RANGES.find(({ value }) => value === range);
  return length === undefined ? {} : { from: new Date(nowMs - length.ms).toISOString() };
}

/** What the API is asked for them. */
export function toRunsQuery(filter: RunListFilter, nowMs: number): Readonly<Record<string, QueryValue>> {
  const { state, valueStream, jobId } = filter;
  return { state, valueStream, jobId, ...boundsOf(filter, nowMs) };
}

/** The filter of a retry of all that fit: without states of their own, those that failed or are dead. */
export function toRetryFilter(filter: RunListFilter, nowMs: number): RetryFilter | undefined {
  const named = RETRYABLE.filter((state) => filter.state.includes(state));
  const state = filter.state.length === 0 ? (['failed', 'dead'] as const) : named;
  if (state.length === 0) return undefined;
  const [valueStream] = filter.valueStream;
  const [jobId] = filter.jobId;
  return {
    state,
    ...(valueStream === undefined ? {} : { valueStream }),
    ...(jobId === undefined ? {} : { jobId }),
    ...boundsOf(filter, nowMs),
  };
}

export interface RetryFilter extends Bounds {
  readonly state: readonly RetryableState[];
  readonly valueStream?: string;
  readonly jobId?: string;
}

/** A run of the list after what was told of it. What came of it is not told: it is read when the list is. */
export function changedRun(run: RunView, change: WatchedRun): RunView {
  const {
    failure: _failure,
    result: _result,
    cause: _cause,
    startedAt: _at,
    finishedAt: _end,
    ...rest
  } = run;
  const { state, attempt, effectiveAt, startedAt, finishedAt } = change;
  if (run.state === state && run.attempt === attempt) return { ...run, effectiveAt };
  return {
    ...rest,
    ...{ state, attempt, effectiveAt },
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(finishedAt === undefined ? {} : { finishedAt }),
  };
}
