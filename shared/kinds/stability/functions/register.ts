import { app } from 'durable-functions';
import type { KindHost, KindParts } from '../../../../functions/kinds/kind-host.ts';
import { BlobCountsStore } from '../../../adapters/blob/blob-counts-store.ts';
import { WorkerNumberThreads } from '../../../adapters/threads/worker-number-threads.ts';
import { readStabilityDetail } from '../../../contracts/stability-detail.ts';
import { createCheckData } from '../application/check-data.ts';
import { createCountCurrent } from '../application/count-current.ts';
import { createDeliverResults } from '../application/deliver-results.ts';
import { createMeasureStability } from '../application/measure-stability.ts';
import { createRecordStability } from '../application/record-stability.ts';
import { RUN_STABILITY_JOB } from '../contracts/stability-run.ts';
import { runStabilityJob } from './run-stability-job.ts';
import { stabilityActivities } from './stability-activities.ts';

/** Measurements of models. */
export function registerStability(host: KindHost): KindParts {
  const { runs, blobs, stability, standings, sink } = host;
  return {
    registerOrchestrator: () => {
      app.orchestration(RUN_STABILITY_JOB, runStabilityJob);
    },
    activities: stabilityActivities({
      ...host,
      checkData: createCheckData(host),
      measureStability: createMeasureStability({
        ...host,
        countCurrent: createCountCurrent({ ...host, threads: new WorkerNumberThreads() }),
        counts: new BlobCountsStore(blobs),
      }),
      recordStability: createRecordStability({ runs, stability, standings }),
      deliverResults: createDeliverResults({ runs, blobs, sink, readDetail: readStabilityDetail }),
      hasSink: sink !== undefined,
    }),
  };
}
