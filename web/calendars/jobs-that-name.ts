import type { JobSummary } from '../../shared/contracts/http/job-view.ts';
import type { Page } from '../api/api-call.ts';

/** Lists cannot be narrowed by calendar: so many pages are looked through, and what is left is said. */
const MAX_PAGES = 5;

export interface CalendarUsers {
  readonly jobIds: readonly string[];
  /** How many jobs were looked at; there are more where `isWhole` is false. */
  readonly looked: number;
  readonly isWhole: boolean;
}

/** The jobs whose recurrences leave out the days of a calendar. */
export async function jobsThatName(
  name: string,
  read: (cursor: string | undefined) => Promise<Page<Pick<JobSummary, 'jobId' | 'recurrences'>>>,
): Promise<CalendarUsers> {
  const jobIds: string[] = [];
  let cursor: string | undefined;
  let looked = 0;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const { items, nextCursor } = await read(cursor);
    looked += items.length;
    jobIds.push(...items.filter((job) => names(job, name)).map(({ jobId }) => jobId));
    cursor = nextCursor;
    if (cursor === undefined) break;
  }
  return { jobIds, looked, isWhole: cursor === undefined };
}

function names({ recurrences }: Pick<JobSummary, 'recurrences'>, name: string): boolean {
  return recurrences.some(
    (recurrence) =>
      recurrence.type !== 'once' &&
      (recurrence.exclusions ?? []).some(
        (excluded) => excluded.type === 'calendar' && excluded.name === name,
      ),
  );
}
