import type { BackfillStore } from '../../shared/application/ports/backfill-store.ts';
import type { BaselineStore } from '../../shared/application/ports/baseline-store.ts';
import type { ModelStore } from '../../shared/application/ports/model-store.ts';
import type { BlobStore } from '../../shared/application/ports/blob-store.ts';
import type { GateStore } from '../../shared/application/ports/gate-store.ts';
import type { JobStore } from '../../shared/application/ports/job-store.ts';
import type { Orchestrations } from '../../shared/application/ports/orchestrations.ts';
import type { RunQueue } from '../../shared/application/ports/run-queue.ts';
import type { RunStore } from '../../shared/application/ports/run-store.ts';
import type { SlotStore } from '../../shared/application/ports/slot-store.ts';
import type { ModelStandings } from '../../shared/application/ports/model-standings.ts';
import type { StabilityStore } from '../../shared/application/ports/stability-store.ts';
import type { SimHost } from './sim-host.ts';

/** The stores as one process reaches them: over a wire on which it can be stopped or die at any moment. */

export function hostedJobs(host: SimHost, jobs: JobStore): JobStore {
  return {
    get: (jobId) => host.call(() => jobs.get(jobId)),
    getLane: (jobId) => host.call(() => jobs.getLane(jobId)),
    create: (job) => host.call(() => jobs.create(job)),
    save: (job, condition) => host.call(() => jobs.save(job, condition)),
    list: (filter, request) => host.call(() => jobs.list(filter, request)),
    count: (filter) => host.call(() => jobs.count(filter)),
    due: (until, filter) => hostedItems(host, () => jobs.due(until, filter)),
    dueStreams: (until) => host.call(() => jobs.dueStreams(until)),
    commit: (write) => host.call(() => jobs.commit(write)),
  };
}

export function hostedRuns(host: SimHost, runs: RunStore): RunStore {
  return {
    get: (runId) => host.call(() => runs.get(runId)),
    listByJob: (jobId, request) => host.call(() => runs.listByJob(jobId, request)),
    unfinishedSince: (instant) => hostedItems(host, () => runs.unfinishedSince(instant)),
    waitingAtGate: (key, limit) => host.call(() => runs.waitingAtGate(key, limit)),
    awaitedGates: () => host.call(() => runs.awaitedGates()),
    list: (filter, request) => host.call(() => runs.list(filter, request)),
  };
}

export function hostedBackfills(host: SimHost, backfills: BackfillStore): BackfillStore {
  return {
    get: (key) => host.call(() => backfills.get(key)),
    listByJob: (jobId, request) => host.call(() => backfills.listByJob(jobId, request)),
    inWork: () => hostedItems(host, () => backfills.inWork()),
    unfinishedRuns: (key) => hostedItems(host, () => backfills.unfinishedRuns(key)),
    countUnfinished: (key) => host.call(() => backfills.countUnfinished(key)),
    countRuns: (key) => host.call(() => backfills.countRuns(key)),
    slotRuns: (jobId, range) => hostedItems(host, () => backfills.slotRuns(jobId, range)),
  };
}

export function hostedGates(host: SimHost, gates: GateStore): GateStore {
  return {
    get: (key) => host.call(() => gates.get(key)),
    save: (gate, condition) => host.call(() => gates.save(gate, condition)),
    inUse: () => hostedItems(host, () => gates.inUse()),
  };
}

export function hostedSlots(host: SimHost, slots: SlotStore): SlotStore {
  return {
    runsDue: (jobId, range) => host.call(() => slots.runsDue(jobId, range)),
    skippedSlots: (jobId, range) => hostedItems(host, () => slots.skippedSlots(jobId, range)),
    coalescingRun: (jobId, dueAt) => host.call(() => slots.coalescingRun(jobId, dueAt)),
    jobsAfter: (position, limit) => host.call(() => slots.jobsAfter(position, limit)),
  };
}

export function hostedQueue(host: SimHost, queue: RunQueue): RunQueue {
  return { enqueue: (requests) => host.call(() => queue.enqueue(requests)) };
}

export function hostedOrchestrations(host: SimHost, orchestrations: Orchestrations): Orchestrations {
  return {
    status: (attempt) => host.call(() => orchestrations.status(attempt)),
    start: (attempt) => host.call(() => orchestrations.start(attempt)),
    cancel: (attempt) => host.call(() => orchestrations.cancel(attempt)),
    wake: (attempt) => host.call(() => orchestrations.wake(attempt)),
  };
}

export function hostedStandings(host: SimHost, standings: ModelStandings): ModelStandings {
  return {
    keep: (standing) => host.call(() => standings.keep(standing)),
    list: (filter, request, order) => host.call(() => standings.list(filter, request, order)),
    count: (filter) => host.call(() => standings.count(filter)),
  };
}

export function hostedStability(host: SimHost, stability: StabilityStore): StabilityStore {
  return {
    record: (record) => host.call(() => stability.record(record)),
    get: (modelId, runId) => host.call(() => stability.get(modelId, runId)),
    list: (modelId, range) => host.call(() => stability.list(modelId, range)),
    before: (modelId, query) => host.call(() => stability.before(modelId, query)),
  };
}

export function hostedBaselines(host: SimHost, baselines: BaselineStore): BaselineStore {
  return {
    get: (modelId, baselineId) => host.call(() => baselines.get(modelId, baselineId)),
    register: (baseline) => host.call(() => baselines.register(baseline)),
    list: (modelId, request) => host.call(() => baselines.list(modelId, request)),
  };
}

export function hostedModels(host: SimHost, models: ModelStore): ModelStore {
  return {
    get: (modelId) => host.call(() => models.get(modelId)),
    countBaselines: (modelId) => host.call(() => models.countBaselines(modelId)),
    create: (model) => host.call(() => models.create(model)),
    save: (model, condition) => host.call(() => models.save(model, condition)),
    remove: (modelId, condition) => host.call(() => models.remove(modelId, condition)),
    summariesOf: (modelIds) => host.call(() => models.summariesOf(modelIds)),
    registeredAfter: (valueStream, range) => host.call(() => models.registeredAfter(valueStream, range)),
    list: (filter, request) => host.call(() => models.list(filter, request)),
  };
}

/** Reading a file takes the time that `readingMs` says. */
export function hostedBlobs(host: SimHost, blobs: BlobStore, readingMs: () => number): BlobStore {
  return {
    list: (prefix) => hostedItems(host, () => blobs.list(prefix)),
    openUnchanged: async (file) =>
      slowly(host, await host.call(() => blobs.openUnchanged(file)), readingMs()),
    readText: (path) => host.call(() => blobs.readText(path)),
    writeOnce: (path, text) => host.call(() => blobs.writeOnce(path, text)),
  };
}

async function* slowly<T>(host: SimHost, chunks: AsyncIterable<T>, ms: number): AsyncGenerator<T> {
  if (ms > 0) await host.pause(ms);
  yield* chunks;
}

/** A page is read at one moment and worked off at others. */
export async function* hostedItems<T>(host: SimHost, items: () => AsyncIterable<T>): AsyncGenerator<T> {
  yield* await host.call(() => Array.fromAsync(items()));
}
