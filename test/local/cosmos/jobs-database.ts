import type { CosmosOptions } from '../../../local/cosmos/start-cosmos.ts';

/** One container `jobs`, partitioned as the app's own is. */
export const JOBS: CosmosOptions['databases'] = [
  { id: 'evenkeel', containers: [{ id: 'jobs', partitionKey: '/jobId' }] },
];
