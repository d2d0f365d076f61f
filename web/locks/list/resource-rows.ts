import type { LockView } from '../../../shared/contracts/http/lock-view.ts';
import type { RunView } from '../../../shared/contracts/http/run-view.ts';
import type { Look } from '../../kit/chips/states.ts';
import { isUnderWay, LOCK_LOOKS, NEVER_HELD, TICKET_LOOKS } from '../lock-words.ts';
import type { Collections } from '../reports/read-collections.ts';
import { begunCollections, reportOf, rowsInWords, sizeInWords, type Report } from '../reports/report.ts';

/** A resource as the list shows it: its lock, who collects it, and what was collected last. */
export interface ResourceRow {
  readonly resource: string;
  readonly lock: LockView | undefined;
  readonly look: Look;
  /** Of a request that the server may still be at work for. */
  readonly ticket: Look | undefined;
  readonly jobIds: readonly string[];
  readonly latest: { readonly run: RunView; readonly report: Report; readonly words: string } | undefined;
  /** The latest collection when it did not succeed. */
  readonly failed: RunView | undefined;
}

/** Every resource that has a lock or is collected by a job, by name. */
export function resourceRows(
  locks: readonly LockView[],
  { jobs, runs }: Pick<Collections, 'jobs' | 'runs'>,
): readonly ResourceRow[] {
  const names = new Set([...locks.map(({ resource }) => resource), ...jobs.map(({ task }) => task.resource)]);
  return [...names].sort().map((resource) => {
    const lock = locks.find((each) => each.resource === resource);
    const jobIds = jobs.filter(({ task }) => task.resource === resource).map(({ jobId }) => jobId);
    const own = begunCollections(
      runs.filter(({ jobId }) => jobIds.includes(jobId)),
      runs.length,
    );
    const [last] = own;
    return {
      ...{ resource, lock, jobIds, latest: latestOf(own) },
      look: lock === undefined ? NEVER_HELD : LOCK_LOOKS[lock.state],
      ticket: lock?.ticket !== undefined && isUnderWay(lock) ? TICKET_LOOKS[lock.ticket.state] : undefined,
      failed: last?.state === 'failed' || last?.state === 'dead' ? last : undefined,
    };
  });
}

function latestOf(runs: readonly RunView[]): ResourceRow['latest'] {
  for (const run of runs) {
    const report = reportOf(run);
    if (report !== undefined)
      return { run, report, words: `${rowsInWords(report)}, ${sizeInWords(report.sizeBytes)}` };
  }
  return undefined;
}

export const LOCK_FILTERS = [
  { value: '', label: 'All' },
  { value: 'held', label: 'Held' },
  { value: 'expired', label: 'Expired' },
  { value: 'free', label: 'Free' },
] as const;

/** Those whose lock is in the state; all of them without one, or with one that there is not. */
export function inState(rows: readonly ResourceRow[], state: string | undefined): readonly ResourceRow[] {
  const isKnown = LOCK_FILTERS.some(({ value }) => value !== '' && value === state);
  return isKnown ? rows.filter(({ lock }) => lock?.state === state) : rows;
}
