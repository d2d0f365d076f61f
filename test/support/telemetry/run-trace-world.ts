import { JobFacts } from '../../../shared/adapters/telemetry/job-facts.ts';
import type { FinishedSpan } from '../../../shared/adapters/telemetry/span.ts';
import { TracedJobStore } from '../../../shared/adapters/telemetry/traced-job-store.ts';
import { TracedRunQueue } from '../../../shared/adapters/telemetry/traced-run-queue.ts';
import { TracedRunScope } from '../../../shared/adapters/telemetry/traced-run-scope.ts';
import type { Tracer } from '../../../shared/adapters/telemetry/tracer.ts';
import { createDeleteJob } from '../../../shared/application/delete-job.ts';
import { createDispatchDueRuns } from '../../../shared/application/dispatch-due-runs.ts';
import { createCommitResult, createRecordFailure } from '../../../shared/application/finish-run.ts';
import type { JobStore } from '../../../shared/application/ports/job-store.ts';
import type { RunQueue } from '../../../shared/application/ports/run-queue.ts';
import type { RunScope } from '../../../shared/application/ports/run-scope.ts';
import { createStartRun } from '../../../shared/application/start-run.ts';
import { ORCHESTRATORS } from '../../../shared/kinds/kind-lists.ts';
import type { JobId } from '../../../shared/domain/job/job-id.ts';
import type { RunFailure } from '../../../shared/domain/run/run-failure.ts';
import type { StabilitySummary } from '../../../shared/domain/run/run.ts';
import type { RunAttempt, RunId } from '../../../shared/domain/run/run-id.ts';
import { createMemoryWorld, stateOf } from '../memory/memory-world.ts';
import { createRecordingTracer } from './recording-tracer.ts';

/** The life of runs in memory, traced as the app traces it. */
export interface RunTraceWorld {
  readonly spans: readonly FinishedSpan[];
  readonly tracer: Tracer;
  /** Lets so many ms pass. */
  advance(ms: number): void;
  readonly jobs: JobStore;
  readonly queue: RunQueue;
  readonly scope: RunScope;
  dispatch(): Promise<unknown>;
  /** Has the message of an attempt delivered. */
  deliver(attempt: RunAttempt): Promise<unknown>;
  commitResult(attempt: RunAttempt): Promise<void>;
  recordFailure(attempt: RunAttempt, failure: RunFailure): Promise<void>;
  deleteJob(jobId: JobId): Promise<unknown>;
  stateOf(runId: RunId): Promise<string>;
  /** From now on nothing can be sent. */
  queueFails(error: Error): void;
}

const SUMMARY: StabilitySummary = {
  ...{ modelId: 'churn', baselineId: 'b1', currentRowCount: 1, psi: 0, band: 'stable' },
  ...{ statusCounts: {}, worstCharacteristics: [], detailPath: 'results/x.json' },
};

export function createRunTraceWorld(
  now: string,
  sampling = { followsParent: true, ratio: 1 },
): RunTraceWorld {
  const memory = createMemoryWorld(now);
  const { clock } = memory;
  const { tracer, spans } = createRecordingTracer(sampling, clock);
  const facts = new JobFacts();
  let failure: Error | undefined;
  const sending: RunQueue = {
    enqueue: async (requests) => {
      if (failure !== undefined) throw failure;
      await memory.queue.enqueue(requests);
    },
  };
  const queues = { live: 'runs', bulk: 'runs-bulk' };
  const jobs = new TracedJobStore(memory.jobs, { tracer, facts, clock, orchestrators: ORCHESTRATORS });
  const queue = new TracedRunQueue(sending, { tracer, facts, clock, queues });
  const scope = new TracedRunScope(tracer, facts, { startRun: 'runs' });
  const world = { ...memory, jobs, queue };
  const startRun = createStartRun(world);
  const commitResult = createCommitResult(world);
  const recordFailure = createRecordFailure(world);
  const deleteJob = createDeleteJob(world);
  return {
    ...{ spans, tracer, jobs, queue, scope },
    advance: (ms) => {
      clock.moveTo(new Date(clock.now() + ms).toISOString());
    },
    dispatch: createDispatchDueRuns(world),
    deliver: (attempt) =>
      scope.within({ ...attempt, name: 'startRun' }, () => startRun(attempt, memory.orchestrations)),
    commitResult: (attempt) =>
      scope.within({ ...attempt, name: 'commitResult' }, () => commitResult(attempt, SUMMARY)),
    recordFailure: (attempt, why) =>
      scope.within({ ...attempt, name: 'recordFailure' }, () => recordFailure(attempt, why)),
    deleteJob: (jobId) => deleteJob(jobId, undefined, { author: 'ada' }),
    stateOf: (runId) => stateOf(memory, runId),
    queueFails: (error) => {
      failure = error;
    },
  };
}
