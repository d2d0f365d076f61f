/** What the app finds on Azure because its infrastructure made it; here the stand-ins are told. */

const MINUTE_MS = 60_000;

/** Blob containers; the app never makes one. */
export const BLOB_CONTAINERS = ['baselines', 'datasets', 'locks', 'reports', 'results'] as const;

/**
 * `jobs` holds a job and its runs in one partition, so that a dispatch is one transaction; finished runs expire
 * by their own `ttl`. `control` holds what is few and read by name, such as calendars; `audit` who changed what, by
 * what was changed; `requests` what came under idempotency keys, and how much each caller sends, for a while.
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
