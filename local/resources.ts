/** What the app finds on Azure because its infrastructure made it; here the stand-ins are told. */

const MINUTE_MS = 60_000;

/** Blob containers; the app never makes one. */
export const BLOB_CONTAINERS = ['baselines', 'datasets', 'locks', 'reports', 'results'] as const;

/**
 * `jobs` holds a job and its runs in one partition, so that a dispatch is one transaction; finished runs expire
 * by their own `ttl`. `control` holds what is few and read by name, such as calendars; `audit` who changed what, by
 * what was changed; `requests` what came under idempotency keys, and how much each caller sends, for a while. `alerts` holds
 * the rules, and incidents by what makes them one, so that an incident and what is to be told of it change together; `logs`
 * what the runs of a job have logged, for 30 days. `edges` holds what is asked of the edges of a site, what they are to do and
 * what they report, in one partition, so that an edge is given its work and the books are kept in one transaction.
 */
export const DATABASES = [
  {
    id: 'evenkeel',
    containers: [
      {
        id: 'jobs',
        partitionKey: '/jobId',
        defaultTtlSeconds: -1,
        // For the list of runs over all jobs.
        compositeIndexes: [[{ path: '/dueAt', order: 'descending' }, { path: '/runId' }]],
      },
      { id: 'baselines', partitionKey: '/modelId' },
      { id: 'stability', partitionKey: '/modelId' },
      { id: 'control', partitionKey: '/id' },
      { id: 'audit', partitionKey: '/subject' },
      { id: 'alerts', partitionKey: '/key', defaultTtlSeconds: -1 },
      {
        id: 'logs',
        partitionKey: '/jobId',
        defaultTtlSeconds: 30 * 24 * 60 * 60,
        // For the lines of a job in order.
        compositeIndexes: [[{ path: '/fromAt' }, { path: '/runId' }, { path: '/sequence' }]],
      },
      {
        id: 'edges',
        partitionKey: '/site',
        defaultTtlSeconds: -1,
        // For the list of orders.
        compositeIndexes: [[{ path: '/askedAt', order: 'descending' }, { path: '/orderId' }]],
      },
      { id: 'requests', partitionKey: '/id', defaultTtlSeconds: 24 * 60 * 60 },
    ],
  },
] as const;

/** Duplicate detection saves work when a run is sent twice; the claim is what makes it harmless. */
export const QUEUES = ['runs', 'runs-bulk'].map((name) => ({
  name,
  lockDurationMs: MINUTE_MS,
  maxDeliveryCount: 10,
  duplicateDetectionWindowMs: 10 * MINUTE_MS,
  maxMessageBytes: 262_144,
}));
