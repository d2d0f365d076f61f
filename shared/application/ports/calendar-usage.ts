import type { JobId } from '../../domain/job/job-id.ts';

/** Knows which jobs exclude the dates of a calendar. May throw Unavailable. */
export interface CalendarUsage {
  /**
   * The jobs that are not deleted and name the calendar, in order of id, read page by page: jobs that are
   * changed on the way neither repeat others nor hide them. Its cost grows with how many jobs there are.
   */
  jobsNaming(calendarName: string): AsyncIterable<JobId>;
}
