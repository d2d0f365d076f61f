import type { Container } from '@azure/cosmos';
import { jobId } from '../../contracts/run.ts';
import type { JobId } from '../../domain/job/job-id.ts';
import type { CalendarUsage } from '../../application/ports/calendar-usage.ts';
import { queryDocuments } from './query-documents.ts';

/** Looks through the jobs of the container `jobs`. */
export class CosmosCalendarUsage implements CalendarUsage {
  readonly #container: Container;

  constructor(container: Container) {
    this.#container = container;
  }

  async *jobsNaming(calendarName: string): AsyncGenerator<JobId> {
    const naming =
      "EXISTS(SELECT VALUE e FROM r IN c.recurrences JOIN e IN r.exclusions WHERE e.type = 'calendar' AND e.name = @name)";
    const query = `SELECT VALUE c.jobId FROM c WHERE c.type = 'job' AND c.state != 'deleted' AND ${naming} ORDER BY c.jobId`;
    const parameters = [{ name: '@name', value: calendarName }];
    for await (const id of queryDocuments(this.#container, { query, parameters })) yield jobId.parse(id);
  }
}
