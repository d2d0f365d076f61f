import type { Database } from '@azure/cosmos';
import type { BlobServiceClient } from '@azure/storage-blob';
import { AzureBlobStore } from '../../shared/adapters/blob/azure-blob-store.ts';
import { AzureLeaseStore } from '../../shared/adapters/blob/azure-lease-store.ts';
import { CosmosAuditLog } from '../../shared/adapters/cosmos/cosmos-audit-log.ts';
import { CosmosAuditProgressStore } from '../../shared/adapters/cosmos/cosmos-audit-progress-store.ts';
import { CosmosBackfillStore } from '../../shared/adapters/cosmos/cosmos-backfill-store.ts';
import { CosmosBaselineStore } from '../../shared/adapters/cosmos/cosmos-baseline-store.ts';
import { CosmosCalendarStore } from '../../shared/adapters/cosmos/cosmos-calendar-store.ts';
import { CosmosCalendarUsage } from '../../shared/adapters/cosmos/cosmos-calendar-usage.ts';
import { CosmosChangeFeed } from '../../shared/adapters/cosmos/cosmos-change-feed.ts';
import { CosmosDeadLetterStore } from '../../shared/adapters/cosmos/cosmos-dead-letter-store.ts';
import { CosmosGateStore } from '../../shared/adapters/cosmos/cosmos-gate-store.ts';
import { CosmosGrantStore } from '../../shared/adapters/cosmos/cosmos-grant-store.ts';
import { CosmosJobHistory } from '../../shared/adapters/cosmos/cosmos-job-history.ts';
import { CosmosJobStore } from '../../shared/adapters/cosmos/cosmos-job-store.ts';
import { CosmosKeyStore } from '../../shared/adapters/cosmos/cosmos-key-store.ts';
import { CosmosModelStandings } from '../../shared/adapters/cosmos/cosmos-model-standings.ts';
import { CosmosModelStore } from '../../shared/adapters/cosmos/cosmos-model-store.ts';
import { CosmosRateStore } from '../../shared/adapters/cosmos/cosmos-rate-store.ts';
import { CosmosRequestStore } from '../../shared/adapters/cosmos/cosmos-request-store.ts';
import { CosmosRunStore } from '../../shared/adapters/cosmos/cosmos-run-store.ts';
import { CosmosScheduleStatistics } from '../../shared/adapters/cosmos/cosmos-schedule-statistics.ts';
import { CosmosSlotStore } from '../../shared/adapters/cosmos/cosmos-slot-store.ts';
import { CosmosStabilityStore } from '../../shared/adapters/cosmos/cosmos-stability-store.ts';
import { groupedIn } from '../../shared/adapters/cosmos/grouped-operations.ts';
import type { Fingerprint, Log } from '../../shared/application/ports/environment.ts';
import type { Telemetry } from './telemetry.ts';

interface Parts {
  readonly database: Database;
  readonly blobService: BlobServiceClient;
  readonly telemetry: Pick<Telemetry, 'jobs' | 'blobs'>;
  readonly log: Log;
  readonly fingerprint: Fingerprint;
}

/** Where everything is kept, each thing in its container. */
export function composeStores({ database, blobService, telemetry, log, fingerprint }: Parts) {
  const containerOf = (name: string) => database.container(name);
  const [jobs, control] = [containerOf('jobs'), containerOf('control')];
  const [baselines, stability] = [containerOf('baselines'), containerOf('stability')];
  const operations = groupedIn(jobs);
  const ofModels = groupedIn(baselines);
  return {
    jobs: telemetry.jobs(new CosmosJobStore(jobs, log, operations)),
    runs: new CosmosRunStore(jobs, log, operations),
    history: new CosmosJobHistory(jobs, log),
    backfills: new CosmosBackfillStore(jobs, log),
    slots: new CosmosSlotStore(jobs, log),
    usage: new CosmosCalendarUsage(jobs),
    statistics: new CosmosScheduleStatistics(jobs),
    feed: new CosmosChangeFeed(jobs, log),
    baselines: new CosmosBaselineStore(baselines, ofModels),
    models: new CosmosModelStore(baselines, ofModels),
    stability: new CosmosStabilityStore(stability),
    standings: new CosmosModelStandings(stability),
    calendars: new CosmosCalendarStore(control),
    progress: new CosmosAuditProgressStore(control),
    letters: new CosmosDeadLetterStore(control, fingerprint),
    gateStore: new CosmosGateStore(control, log),
    grants: new CosmosGrantStore(control),
    keys: new CosmosKeyStore(control, log),
    requests: new CosmosRequestStore(containerOf('requests')),
    rates: new CosmosRateStore(containerOf('requests')),
    audit: new CosmosAuditLog(containerOf('audit'), log),
    blobs: telemetry.blobs(new AzureBlobStore(blobService)),
    leases: new AzureLeaseStore(blobService),
  };
}
