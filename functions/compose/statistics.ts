import type { Container } from '@azure/cosmos';
import type { TokenCredential } from '@azure/identity';
import type { AdministrationAddress } from '../../shared/adapters/service-bus/queue-administration.ts';
import { ServiceBusQueueDepths } from '../../shared/adapters/service-bus/service-bus-queue-depths.ts';
import { CosmosChangeFeed } from '../../shared/adapters/cosmos/cosmos-change-feed.ts';
import { CosmosFeedProgressStore } from '../../shared/adapters/cosmos/cosmos-feed-progress-store.ts';
import { CosmosIncidentStore } from '../../shared/adapters/cosmos/cosmos-incident-store.ts';
import { CosmosRunFigures } from '../../shared/adapters/cosmos/cosmos-run-figures.ts';
import type { AuditProgressStore } from '../../shared/application/ports/audit-progress-store.ts';
import type { RunFigures } from '../../shared/application/ports/run-figures.ts';
import type { StatisticsDependencies } from '../../shared/application/telemetry/open-statistics.ts';
import type { Clock, Fingerprint, Log } from '../../shared/application/ports/environment.ts';
import type { JobStore } from '../../shared/application/ports/job-store.ts';
import { createFollowRuns } from '../../shared/application/telemetry/follow-runs.ts';
import { createFigures } from '../../shared/application/telemetry/figures.ts';
import type { Gathered } from '../../shared/application/telemetry/gather-figures.ts';
import { createTellFigures } from '../../shared/application/telemetry/tell-figures.ts';
import type { Config } from '../../shared/config/config.ts';
import { BULK_RUNS_QUEUE, RUNS_QUEUE } from '../../shared/contracts/queue/run-message.ts';
import { keptStatistics } from '../../shared/contracts/statistics.ts';
import { registerFollowRuns } from '../timers/follow-runs.ts';
import type { FunctionRegistry } from '../registry.ts';

interface Parts {
  readonly config: Pick<Config, 'metrics' | 'serviceBus' | 'alerts'>;
  readonly credential: TokenCredential;
  readonly containerOf: (name: 'jobs' | 'control' | 'alerts') => Container;
  readonly jobs: JobStore;
  readonly progress: AuditProgressStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly fingerprint: Fingerprint;
}

/** Registers what counts, and gives what reads the figures and what was counted. */
export function composeStatistics(
  app: FunctionRegistry,
  { config, credential, containerOf, jobs, progress: audits, ...parts }: Parts,
): {
  readonly gatherFigures: () => Promise<Gathered>;
  readonly statistics: StatisticsDependencies;
  readonly figures: RunFigures;
} {
  const { metrics, serviceBus } = config;
  const { clock, log, fingerprint } = parts;
  const jobsContainer = containerOf('jobs');
  const figures = new CosmosRunFigures(jobsContainer, log);
  const { retentionSeconds } = config.alerts;
  const incidents = new CosmosIncidentStore(containerOf('alerts'), log, { retentionSeconds });
  const statistics = {
    progress: new CosmosFeedProgressStore(containerOf('control')),
    ...{ clock, log, fingerprint, limits: metrics, readKept: keptStatistics },
  };
  const queues =
    metrics.queues && new ServiceBusQueueDepths([RUNS_QUEUE, BULK_RUNS_QUEUE], addressOf(serviceBus));
  const gatherFigures = createFigures({ statistics, figures, audits, queues, incidents });
  registerFollowRuns(app, {
    followRuns: createFollowRuns({ ...statistics, jobs, feed: new CosmosChangeFeed(jobsContainer, log) }),
    tellFigures: createTellFigures({ ...statistics, jobs, figures, gatherFigures }),
  });
  return { gatherFigures, statistics, figures };

  function addressOf(given: Config['serviceBus']): AdministrationAddress {
    return 'connectionString' in given
      ? { ...given, endpoint: metrics.queues?.endpoint }
      : { ...given, credential };
  }
}
