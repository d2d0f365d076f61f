import type { BaselineStore } from '../../shared/application/ports/baseline-store.ts';
import type { BlobStore } from '../../shared/application/ports/blob-store.ts';
import type { JobStore } from '../../shared/application/ports/job-store.ts';
import type { RunQueue } from '../../shared/application/ports/run-queue.ts';
import type { RunStore } from '../../shared/application/ports/run-store.ts';
import type { StabilityStore } from '../../shared/application/ports/stability-store.ts';
import type { SimHost } from './sim-host.ts';

/** The stores as one process reaches them: over a wire on which it can be stopped or die at any moment. */

export function hostedJobs(host: SimHost, jobs: JobStore): JobStore {
  return {
    get: (jobId) => host.call(() => jobs.get(jobId)),
    create: (job) => host.call(() => jobs.create(job)),
    save: (job, condition) => host.call(() => jobs.save(job, condition)),
    list: (filter, request) => host.call(() => jobs.list(filter, request)),
    due: (until) => hostedItems(host, () => jobs.due(until)),
    dispatch: (write) => host.call(() => jobs.dispatch(write)),
  };
}

export function hostedRuns(host: SimHost, runs: RunStore): RunStore {
  return {
    get: (runId) => host.call(() => runs.get(runId)),
    save: (run, condition) => host.call(() => runs.save(run, condition)),
    listByJob: (jobId, request) => host.call(() => runs.listByJob(jobId, request)),
    unfinishedSince: (instant) => hostedItems(host, () => runs.unfinishedSince(instant)),
  };
}

export function hostedQueue(host: SimHost, queue: RunQueue): RunQueue {
  return { enqueue: (requests) => host.call(() => queue.enqueue(requests)) };
}

export function hostedStability(host: SimHost, stability: StabilityStore): StabilityStore {
  return { record: (record) => host.call(() => stability.record(record)) };
}

export function hostedBaselines(host: SimHost, baselines: BaselineStore): BaselineStore {
  return {
    get: (modelId, baselineId) => host.call(() => baselines.get(modelId, baselineId)),
    register: (baseline) => host.call(() => baselines.register(baseline)),
  };
}

export function hostedBlobs(host: SimHost, blobs: BlobStore): BlobStore {
  return {
    open: (path) => host.call(() => blobs.open(path)),
    readText: (path) => host.call(() => blobs.readText(path)),
    writeOnce: (path, text) => host.call(() => blobs.writeOnce(path, text)),
  };
}

/** A page is read at one moment and worked off at others. */
async function* hostedItems<T>(host: SimHost, items: () => AsyncIterable<T>): AsyncGenerator<T> {
  yield* await host.call(() => Array.fromAsync(items()));
}
