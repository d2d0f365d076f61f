import type { Container } from '@azure/cosmos';
import type { JobId } from '../../domain/job/job-id.ts';
import type { ScheduleStatistics } from '../../application/ports/schedule-statistics.ts';
import { toInstant } from './instants.ts';
import { queryDocuments } from './query-documents.ts';

/** Counts jobs in the container `jobs`. */
export class CosmosScheduleStatistics implements ScheduleStatistics {
  readonly #container: Container;

  constructor(container: Container) {
    this.#container = container;
  }

  async countOthersDueAt(dueAt: number, except: JobId, atMost: number): Promise<number> {
    const query = `SELECT TOP ${atMost} VALUE c.jobId FROM c WHERE c.type = 'job' AND c.state = 'active' AND c.nextDueAt = @dueAt AND c.jobId != @except`;
    const parameters = [
      { name: '@dueAt', value: toInstant(dueAt) },
      { name: '@except', value: except },
    ];
    const found = await Array.fromAsync(queryDocuments(this.#container, { query, parameters }));
    return found.length;
  }
}
