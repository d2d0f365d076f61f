import { createHash, randomUUID } from 'node:crypto';
import { BlobServiceClient } from '@azure/storage-blob';
import { AzureLeaseStore } from '../../shared/adapters/blob/azure-lease-store.ts';
import { AzureReportStore } from '../../shared/adapters/blob/azure-report-store.ts';
import { pause } from '../../shared/adapters/clock/pause.ts';
import { SystemClock } from '../../shared/adapters/clock/system-clock.ts';
import { createAcquireLease } from '../../shared/kinds/report-collection/application/acquire-lease.ts';
import {
  createCollectReport,
  type ReportCollected,
} from '../../shared/kinds/report-collection/application/collect-report.ts';
import { createReleaseLease } from '../../shared/kinds/report-collection/application/release-lease.ts';
import {
  createRequestReport,
  type ReportRequested,
} from '../../shared/kinds/report-collection/application/request-report.ts';
import type { ReportCollectionTask } from '../../shared/domain/job/report-collection-task.ts';
import type { Ticket } from '../../shared/domain/lease/lease.ts';
import { exampleReportJob } from '../support/example-report-job.ts';
import { localClient } from '../support/http/outgoing-client.ts';
import { createMemoryWorld, storeRunningRun } from '../support/memory/memory-world.ts';
import { PATIENCE_MS } from '../support/patience.ts';

const BLOCK_BYTES = 64 * 1024;
/** What one look at a report server came to. */
export interface Collecting {
  readonly requested: ReportRequested['outcome'];
  readonly outcome: ReportRequested['outcome'] | ReportCollected['outcome'];
  /** Of what it failed with. */
  readonly reason?: string;
  readonly message?: string;
  /** As the lock's notes have it afterwards. */
  readonly ticket?: Ticket;
}

export interface CollectionDesk {
  /** Takes the lease, asks for a report and looks for it once; leaves the lease as an orchestration does. */
  collect(): Promise<Collecting>;
  /** The names of all reports that a reader sees. */
  reports(): Promise<readonly string[]>;
}

/** One run of a collection job: the use cases with the real HTTP client and real leases and blobs, without a host. */
export async function openCollectionDesk(
  storage: string,
  task: Partial<ReportCollectionTask> & Pick<ReportCollectionTask, 'baseUrl'>,
  /** How long one look may take. */
  lookMs = PATIENCE_MS,
): Promise<CollectionDesk> {
  const service = BlobServiceClient.fromConnectionString(storage);
  const containers = ['locks', 'reports'].map((name) => service.getContainerClient(name));
  await Promise.all(containers.map((container) => container.createIfNotExists()));
  const resource = randomUUID();
  const world = createMemoryWorld(new Date().toISOString());
  const run = await storeRunningRun(world, exampleReportJob({ task: { resource, headers: {}, ...task } }));
  const leases = new AzureLeaseStore(service);
  const dependencies = {
    ...world,
    ...{ leases, pause, clock: new SystemClock(), http: localClient() },
    reports: new AzureReportStore(service, { uniqueId: randomUUID, blockBytes: BLOCK_BYTES }),
    newDigest: () => {
      const hash = createHash('sha256');
      return {
        update: (chunk: Uint8Array) => {
          hash.update(chunk);
        },
        finish: () => hash.digest('hex'),
      };
    },
  };
  const attempt = { runId: run.runId, attempt: run.attempt };
  return {
    collect: async () => {
      const acquired = await createAcquireLease(dependencies)(attempt);
      if (acquired.outcome !== 'acquired')
        throw new Error(`The lease was not acquired: ${acquired.outcome}.`);
      const { term } = acquired;
      const requested = await createRequestReport(dependencies)(attempt, term);
      const last =
        requested.outcome === 'requested'
          ? await createCollectReport(dependencies)(attempt, term, Date.now() + lookMs)
          : requested;
      await createReleaseLease(dependencies)(term);
      const { ticket } = (await leases.get(resource))?.notes ?? {};
      return {
        requested: requested.outcome,
        outcome: last.outcome,
        ...('failure' in last ? last.failure : {}),
        ...(ticket === undefined ? {} : { ticket }),
      };
    },
    reports: async () => {
      const found = service.getContainerClient('reports').listBlobsFlat({ prefix: `${resource}/` });
      return (await Array.fromAsync(found)).map(({ name }) => name);
    },
  };
}
