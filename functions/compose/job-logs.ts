import type { Container } from '@azure/cosmos';
import { CosmosJobLogStore } from '../../shared/adapters/cosmos/cosmos-job-log-store.ts';
import type { CollectingOptions } from '../../shared/adapters/job-logs/collecting-options.ts';
import { CollectingScope } from '../../shared/adapters/job-logs/collecting-scope.ts';
import type { JobLogStore } from '../../shared/application/ports/job-log-store.ts';

export interface JobLogs {
  readonly jobLogs: JobLogStore;
  /** The log of the app: what is logged within a step of a run goes to its store besides. */
  readonly log: CollectingScope;
}

/** What the steps of runs log is kept in the container `logs`. */
export function composeJobLogs(container: Container, options: Omit<CollectingOptions, 'store'>): JobLogs {
  // Reports of the store itself belong to no run.
  const jobLogs = new CosmosJobLogStore(container, options.log);
  return { jobLogs, log: new CollectingScope({ ...options, store: jobLogs }) };
}
