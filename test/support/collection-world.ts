import { RecordingLog } from './memory/memory-stores.ts';
import { reportActivities } from '../../shared/kinds/report-collection/functions/report-activities.ts';
import { sha256Digest } from '../../shared/adapters/ids/sha256-digest.ts';
import { createAcquireLease } from '../../shared/kinds/report-collection/application/acquire-lease.ts';
import {
  createCollectReport,
  type ReportCollected,
} from '../../shared/kinds/report-collection/application/collect-report.ts';
import { createCommitReport } from '../../shared/kinds/report-collection/application/commit-report.ts';
import { createCommitResult, createRecordFailure } from '../../shared/application/finish-run.ts';
import { createRenewLease } from '../../shared/kinds/report-collection/application/hold-lease.ts';
import type { LeaseStore } from '../../shared/application/ports/lease-store.ts';
import type { OutgoingHttp } from '../../shared/application/ports/outgoing-http.ts';
import type { ReportStore } from '../../shared/application/ports/report-store.ts';
import { createReleaseLease } from '../../shared/kinds/report-collection/application/release-lease.ts';
import { createRequestReport } from '../../shared/kinds/report-collection/application/request-report.ts';
import { RECORD_FAILURE, recordFailureInput } from '../../shared/contracts/durable/run-steps.ts';
import type { ReportCollectionJob } from '../../shared/domain/job/job.ts';
import type { Term, Ticket } from '../../shared/domain/lease/lease.ts';
import type { RunAttempt } from '../../shared/domain/run/run-id.ts';
import { driveCollection } from './drive-collection.ts';
import type { Activities, DrivenOrchestration } from './drive-orchestration.ts';
import { exampleCollection } from './example-collection.ts';
import { MemoryReportServer } from './memory/memory-report-server.ts';
import { createMemoryWorld, storeRunningRun, type MemoryWorld } from './memory/memory-world.ts';
import { present } from './present.ts';

export interface CollectionWorld extends Omit<MemoryWorld, 'leases' | 'reports'> {
  readonly leases: LeaseStore;
  readonly reports: ReportStore;
  readonly server: MemoryReportServer;
  readonly http: OutgoingHttp;
  readonly newDigest: typeof sha256Digest;
}

/** An empty world with a report server. */
export function createCollectionWorld(now = '2026-03-01T06:00:00Z'): CollectionWorld {
  const world = createMemoryWorld(now);
  const server = new MemoryReportServer(world.clock);
  return { ...world, server, http: server, newDigest: sha256Digest, pause: shortPause(world.pause) };
}

/** Pauses of tries are over at once; those of what goes on beside the work last as long as the work. */
function shortPause(pause: MemoryWorld['pause']): MemoryWorld['pause'] {
  return async (ms, until) => (ms === 2_000 || ms >= 20_000 ? pause(ms, until) : undefined);
}

/** The steps of a collection, as the activities call them. */
export function stepsOf(world: CollectionWorld) {
  return {
    acquire: createAcquireLease(world),
    renew: createRenewLease(world),
    request: createRequestReport(world),
    collect: (attempt: RunAttempt, term: Term): Promise<ReportCollected> =>
      createCollectReport(world)(attempt, term, world.clock.now() + 600_000),
    commit: createCommitReport({ ...world, commitResult: createCommitResult(world) }),
    release: createReleaseLease(world),
  };
}

/** The activities of a collection, as they are registered. */
function activitiesOf(world: CollectionWorld): Activities {
  const recordFailure = createRecordFailure(world);
  return {
    ...reportActivities({
      log: new RecordingLog(),
      acquireLease: createAcquireLease(world),
      renewLease: createRenewLease(world),
      requestReport: createRequestReport(world),
      collectReport: createCollectReport(world),
      commitReport: createCommitReport({ ...world, commitResult: createCommitResult(world) }),
      releaseLease: createReleaseLease(world),
    }),
    [RECORD_FAILURE]: (input) => {
      const { failure, ...attempt } = recordFailureInput.parse(input);
      return recordFailure(attempt, failure);
    },
  };
}

/** Runs an attempt to its end as its orchestration does. */
export function driveIn(
  world: CollectionWorld,
  attempt: RunAttempt,
  { timeoutSeconds = 600, ...options }: { readonly timeoutSeconds?: number; readonly cancelAt?: number } = {},
): Promise<DrivenOrchestration> {
  const input = { ...attempt, timeoutSeconds };
  return driveCollection({ clock: world.clock, activities: activitiesOf(world), input, ...options });
}

export interface StartedCollection {
  readonly attempt: RunAttempt;
  readonly term: Term;
}

/** Stores a job with a run that is going. */
export async function storeCollection(
  world: CollectionWorld,
  job: ReportCollectionJob = exampleCollection(),
): Promise<RunAttempt> {
  const { leases: _leases, reports: _reports, ...stores } = world;
  const { runId, attempt } = await storeRunningRun(stores, job);
  return { runId, attempt };
}

/** The same, with the lease. */
export async function startCollection(
  world: CollectionWorld,
  job: ReportCollectionJob = exampleCollection(),
): Promise<StartedCollection> {
  const attempt = await storeCollection(world, job);
  return { attempt, term: await termOf(world, attempt) };
}

/** The term of a run that gets the lease. */
export async function termOf(world: CollectionWorld, attempt: RunAttempt): Promise<Term> {
  const acquired = await stepsOf(world).acquire(attempt);
  if (acquired.outcome !== 'acquired') throw new Error(`The lease was not acquired: ${acquired.outcome}.`);
  return acquired.term;
}

/** What the notes of a resource say of its ticket. */
export async function ticketIn({ leases }: CollectionWorld, resource = 'sales'): Promise<Ticket | undefined> {
  return present(await leases.get(resource), 'lock').notes.ticket;
}
