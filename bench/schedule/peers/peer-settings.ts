/** What a peer's two ways of being run are, in words. */
export interface PeerSettings {
  readonly default: string;
  readonly tuned: string;
}

/** The documentation's example has 50; beyond 100 nothing more was gained. */
export const BULLMQ_CONCURRENCY = 100;

export const BULLMQ_SETTINGS: PeerSettings = {
  default: 'concurrency 1',
  tuned: `concurrency ${BULLMQ_CONCURRENCY}`,
};

/** What worker.graphile.org/docs/performance measures with; future jobs are polled for, by default every 2 s. */
export const GRAPHILE_TUNED = {
  concurrentJobs: 24,
  maxPoolSize: 25,
  localQueue: { size: 500 },
  completeJobBatchDelay: 0,
  failJobBatchDelay: 0,
  pollInterval: 100,
};

export const GRAPHILE_SETTINGS: PeerSettings = {
  default: 'concurrentJobs 1, pollInterval 2 s',
  tuned: 'concurrentJobs 24, localQueue 500, completions in batches, pollInterval 0.1 s',
};

/** Half a second is the shortest polling that it takes; a second is the shortest for schedules. */
export const PG_BOSS_TUNED_WORK = {
  pollingIntervalSeconds: 0.5,
  batchSize: 500,
  burstWhenBatchFull: true,
  localConcurrency: 4,
} as const;

export const PG_BOSS_TUNED_SCHEDULING = { cronMonitorIntervalSeconds: 1, cronWorkerIntervalSeconds: 1 };

export const PG_BOSS_SETTINGS: PeerSettings = {
  default: 'batchSize 1, polling 2 s; schedules looked at every 30 s, forwarded every 5 s',
  tuned: 'batchSize 500 in bursts, localConcurrency 4, polling 0.5 s; schedules every 1 s',
};
