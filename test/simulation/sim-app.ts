import { InvocationContext } from '../support/azure-functions.ts';
import { jobsOfTask } from '../../shared/kinds/jobs-of-task.ts';
import { createAdvanceBackfill } from '../../shared/application/advance-backfill.ts';
import { createBuryRun } from '../../shared/application/bury-run.ts';
import { createCancelRun } from '../../shared/application/cancel-run.ts';
import {
  createCancelBackfill,
  createPauseBackfill,
  createResumeBackfill,
  type CancelBackfillRequest,
} from '../../shared/application/change-backfill.ts';
import { createConcurrencyGates, createRecoverGates } from '../../shared/application/concurrency-gates.ts';
import { createDeleteJob } from '../../shared/application/delete-job.ts';
import { createDispatchDueRuns, createDispatchJob } from '../../shared/application/dispatch-due-runs.ts';
import { createEditJob } from '../../shared/application/edit-job.ts';
import { createFinishCancelling } from '../../shared/application/finish-cancelling.ts';
import { createCommitResult, createRecordFailure } from '../../shared/application/finish-run.ts';
import { BlobCountsStore } from '../../shared/adapters/blob/blob-counts-store.ts';
import { verifySha256 } from '../../shared/adapters/digest/verify-sha256.ts';
import { gunzipStream } from '../../shared/adapters/gzip/gunzip-stream.ts';
import { createCountCurrent } from '../../shared/kinds/stability/application/count-current.ts';
import { createFindSampleFiles } from '../../shared/application/find-sample-files.ts';
import { createCheckUpstream } from '../../shared/application/check-upstream.ts';
import { createReadSlots } from '../../shared/application/read-slots.ts';
import { createReadSample } from '../../shared/application/read-sample.ts';
import { createMeasureStability } from '../../shared/kinds/stability/application/measure-stability.ts';
import { createPauseJob, createResumeJob } from '../../shared/application/pause-job.ts';
import { JobTurns } from '../../shared/application/job-turns.ts';
import type { BackfillKey, BackfillStore } from '../../shared/application/ports/backfill-store.ts';
import type { BaselineStore } from '../../shared/application/ports/baseline-store.ts';
import type { ModelStore } from '../../shared/application/ports/model-store.ts';
import type { BlobStore } from '../../shared/application/ports/blob-store.ts';
import type { LoadCalendars } from '../../shared/application/load-calendars.ts';
import type { Clock, Log, Pause, UniqueId } from '../../shared/application/ports/environment.ts';
import type { GateStore } from '../../shared/application/ports/gate-store.ts';
import type { JobStore } from '../../shared/application/ports/job-store.ts';
import type { LeaseStore } from '../../shared/application/ports/lease-store.ts';
import type { Orchestrations } from '../../shared/application/ports/orchestrations.ts';
import type { OutgoingHttp } from '../../shared/application/ports/outgoing-http.ts';
import type { ReportStore } from '../../shared/application/ports/report-store.ts';
import type { RunQueue } from '../../shared/application/ports/run-queue.ts';
import type { RunStore } from '../../shared/application/ports/run-store.ts';
import type { SlotStore } from '../../shared/application/ports/slot-store.ts';
import type { ModelStandings } from '../../shared/application/ports/model-standings.ts';
import type { StabilityStore } from '../../shared/application/ports/stability-store.ts';
import { createRecordStability } from '../../shared/kinds/stability/application/record-stability.ts';
import { createRecoverStalledRuns } from '../../shared/application/recover-stalled-runs.ts';
import { createPrepareWork } from '../../shared/application/prepare-work.ts';
import type { Secrets } from '../../shared/application/ports/secrets.ts';
import { createRegisterBaseline } from '../../shared/application/register-baseline.ts';
import { createRetryRun } from '../../shared/application/retry-run.ts';
import { createScheduleJob } from '../../shared/application/schedule-job.ts';
import { createStartBackfill } from '../../shared/application/start-backfill.ts';
import { createStartRun } from '../../shared/application/start-run.ts';
import { createTendBackfills } from '../../shared/application/tend-backfills.ts';
import { createTriggerRun } from '../../shared/application/trigger-run.ts';
import { CHECK_UPSTREAM } from '../../shared/contracts/durable/readiness.ts';
import { RECORD_FAILURE, recordFailureInput, stepInput } from '../../shared/contracts/durable/run-steps.ts';
import {
  COMMIT_RESULT,
  commitResultInput,
  DELIVER_RESULTS,
  MEASURE_STABILITY,
  RECORD_STABILITY,
} from '../../shared/kinds/stability/contracts/stability-run.ts';
import { sha256Fingerprint } from '../../shared/adapters/ids/sha256-fingerprint.ts';
import { createCollectionActivities } from './collections/collection-activities.ts';
import type { DeadLetterCause, Request } from '../../shared/domain/run/run.ts';
import type { RunId, RunAttempt } from '../../shared/domain/run/run-id.ts';

/** The ports as one process reaches them. */
export interface Ports {
  readonly jobs: JobStore;
  readonly runs: RunStore;
  readonly backfills: BackfillStore;
  readonly gateStore: GateStore;
  readonly slots: SlotStore;
  readonly queue: RunQueue;
  readonly orchestrations: Orchestrations;
  readonly baselines: BaselineStore;
  readonly models: ModelStore;
  readonly blobs: BlobStore;
  readonly stability: StabilityStore;
  readonly standings: ModelStandings;
  readonly loadCalendars: LoadCalendars;
  readonly clock: Clock;
  readonly uniqueId: UniqueId;
  readonly pause: Pause;
  readonly log: Log;
  readonly secrets: Secrets;
  readonly leases: LeaseStore;
  readonly reports: ReportStore;
  readonly http: OutgoingHttp;
}

export type App = ReturnType<typeof createApp>;

/** The use cases of one process, as functions/main.ts puts them together. */
export function createApp(ports: Ports) {
  const { gateStore, orchestrations } = ports;
  const gates = createConcurrencyGates({ ...ports, gates: gateStore });
  const advanceBackfill = createAdvanceBackfill(ports);
  const ending = { ...ports, gates, advanceBackfill, turns: new JobTurns(ports) };
  const finishCancelling = createFinishCancelling(ending);
  const reading = createReading(ports);
  const parts = {
    ...{ ...ending, ...reading, finishCancelling },
    countCurrent: createCountCurrent(reading),
    counts: new BlobCountsStore(ports.blobs),
    readSlots: createReadSlots(ports),
    ...{ fingerprint: sha256Fingerprint, lookAheadMs: 90_000, jobsOfTask, settingIssues: () => [] },
  };
  const registerBaseline = createRegisterBaseline(parts);
  const prepareWork = createPrepareWork({ ...parts, registerBaseline });
  const dispatchJob = createDispatchJob(parts);
  const editing = { ...parts, prepareWork, dispatchJob };
  const startRun = createStartRun(parts);
  const buryRun = createBuryRun(parts);
  const cancelRun = createCancelRun(parts);
  const cancelBackfill = createCancelBackfill(parts);
  const tendBackfills = createTendBackfills(parts);
  return {
    ports,
    scheduleJob: createScheduleJob(editing),
    editJob: createEditJob(editing),
    deleteJob: createDeleteJob(parts),
    pauseJob: createPauseJob(parts),
    resumeJob: createResumeJob(editing),
    triggerRun: createTriggerRun(parts),
    retryRun: createRetryRun(parts),
    cancelRun: (runId: RunId, request: Request) => cancelRun(runId, request, orchestrations),
    startBackfill: createStartBackfill(parts),
    pauseBackfill: createPauseBackfill(parts),
    resumeBackfill: createResumeBackfill(parts),
    cancelBackfill: (key: BackfillKey, request: CancelBackfillRequest) =>
      cancelBackfill(key, request, orchestrations),
    tendBackfills: () => tendBackfills(orchestrations),
    dispatchDueRuns: createDispatchDueRuns(parts),
    recoverStalledRuns: createRecoverStalledRuns(parts),
    recoverGates: createRecoverGates({ ...parts, gates: gateStore }),
    startRun: (attempt: RunAttempt) => startRun(attempt, orchestrations),
    buryRun: (attempt: RunAttempt, cause: DeadLetterCause) => buryRun(attempt, cause, orchestrations),
    activity: createActivities(parts),
  };
}

function createReading({ blobs }: Ports) {
  const parquet = {
    decode: async () => {
      throw new Error('There are no Parquet files here.');
    },
  };
  return {
    findSampleFiles: createFindSampleFiles({ blobs }),
    readSample: createReadSample({ blobs, gunzip: gunzipStream, verifyDigest: verifySha256, parquet }),
  };
}

type Activity = (call: { readonly activity: string; readonly input: unknown }) => Promise<unknown>;

function createActivities(
  parts: Parameters<typeof createMeasureStability>[0] &
    Parameters<typeof createRecordStability>[0] &
    Parameters<typeof createCommitResult>[0] &
    Parameters<typeof createCheckUpstream>[0] &
    Omit<Parameters<typeof createCollectionActivities>[0], 'commitResult'>,
): Activity {
  const measureStability = createMeasureStability(parts);
  const commitResult = createCommitResult(parts);
  const recordStability = createRecordStability(parts);
  const recordFailure = createRecordFailure(parts);
  const checkUpstream = createCheckUpstream(parts);
  const collecting = createCollectionActivities({ ...parts, commitResult });
  return async ({ activity, input }) => {
    switch (activity) {
      case CHECK_UPSTREAM:
        return checkUpstream(stepInput.parse(input));
      case MEASURE_STABILITY:
        return measureStability(stepInput.parse(input));
      case COMMIT_RESULT: {
        const { result, ...attempt } = commitResultInput.parse(input);
        return commitResult(attempt, result);
      }
      case RECORD_STABILITY:
        return recordStability(stepInput.parse(input).runId);
      case DELIVER_RESULTS:
        // There is no sink here.
        return undefined;
      case RECORD_FAILURE: {
        const { failure, ...attempt } = recordFailureInput.parse(input);
        return recordFailure(attempt, failure);
      }
      default: {
        const collect = collecting[activity];
        if (collect === undefined) throw new Error(`There is no activity '${activity}'.`);
        return collect(input, new InvocationContext({ functionName: activity }));
      }
    }
  };
}
