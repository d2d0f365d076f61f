import { createCancelRun } from '../../shared/application/cancel-run.ts';
import { createCommitResult, createRecordFailure } from '../../shared/application/finish-run.ts';
import { createLoadPlainWork } from '../../shared/application/load-plain-work.ts';
import { createRetryRun } from '../../shared/application/retry-run.ts';
import { createStartRun } from '../../shared/application/start-run.ts';
import { createTriggerRun } from '../../shared/application/trigger-run.ts';
import type { Job } from '../../shared/domain/job/job.ts';
import type { PlainTask } from '../../shared/domain/job/job-work.ts';
import { DEFAULT_POLICIES } from '../../shared/domain/job/job-policies.ts';
import { isFinished, type Run } from '../../shared/domain/run/run.ts';
import type { RunAttempt, RunId } from '../../shared/domain/run/run-id.ts';
import {
  createAdvancePipeline,
  type PipelineLook,
} from '../../shared/kinds/pipeline/application/advance-pipeline.ts';
import {
  createBeginPipeline,
  type PipelineBegun,
} from '../../shared/kinds/pipeline/application/begin-pipeline.ts';
import { runIdOfStep } from '../../shared/kinds/pipeline/application/step-runs.ts';
import { createStopSteps } from '../../shared/kinds/pipeline/application/stop-steps.ts';
import { pipelineTask } from '../../shared/kinds/pipeline/contracts/pipeline-task.ts';
import type { PipelineStep } from '../../shared/kinds/pipeline/domain/pipeline-task.ts';
import { exampleJob, jobIdFrom } from './example-job.ts';
import { createMemoryWorld, storeRunningRun, type MemoryWorld } from './memory/memory-world.ts';
import { present } from './present.ts';

const NO_RETRY = { ...DEFAULT_POLICIES, retry: { ...DEFAULT_POLICIES.retry, maxAttempts: 1 } };

export const PERSON = { author: 'ann', reason: 'a look' };

/** A job of a plain kind that runs when somebody asks for it, as a step of a pipeline. */
function stepJob(jobId: string): Job {
  const { nextDueAt: _none, ...job } = exampleJob({ jobId, recurrences: [], policies: NO_RETRY });
  return { ...job, kind: 'webhook', task: { url: 'https://hooks.example.com/' }, state: 'completed' };
}

/** A pipeline whose run is going, and the jobs of its steps, over stores in memory. */
export class PipelineWorld {
  readonly world: MemoryWorld;
  readonly steps: readonly PipelineStep[];
  readonly #runId: RunId;

  private constructor(world: MemoryWorld, steps: readonly PipelineStep[], runId: RunId) {
    this.world = world;
    this.steps = steps;
    this.#runId = runId;
  }

  /** With a job for each step, named as the step says. */
  static async of(written: readonly object[]): Promise<PipelineWorld> {
    const world = createMemoryWorld('2026-03-01T06:00:01Z');
    const task = pipelineTask.parse({ steps: written });
    for (const jobId of new Set(task.steps.map(({ job }) => job))) await world.jobs.create(stepJob(jobId));
    const job: Job = { ...exampleJob({ jobId: 'nightly', policies: NO_RETRY }), kind: 'pipeline', task };
    const { runId } = await storeRunningRun(world, job);
    return new PipelineWorld(world, task.steps, runId);
  }

  get runId(): RunId {
    return this.#runId;
  }

  async run(): Promise<Run> {
    return present(await this.world.runs.get(this.#runId)).value;
  }

  /** The run of a step, if it has one. */
  async stepRun(name: string): Promise<Run | undefined> {
    const step = present(this.steps.find((each) => each.name === name));
    return (await this.world.runs.get(runIdOfStep(this.world, this.#runId, step)))?.value;
  }

  async stepRuns(): Promise<readonly Run[]> {
    const runs = await Promise.all(this.steps.map(async ({ name }) => this.stepRun(name)));
    return runs.filter((run) => run !== undefined);
  }

  async states(): Promise<Record<string, string>> {
    const found = this.steps.map(async ({ name }): Promise<[string, string]> => [
      name,
      (await this.stepRun(name))?.state ?? 'none',
    ]);
    return Object.fromEntries(await Promise.all(found));
  }

  /** One look of the pipeline's work, by a host that may see the stores otherwise. */
  async look(attempt = 1, world: MemoryWorld = this.world): Promise<PipelineLook> {
    const advance = createAdvancePipeline({ ...this.#useCases(world), loadWork: loadWorkOf(world) });
    return advance({ runId: this.#runId, attempt, task: { steps: this.steps } }, world.orchestrations);
  }

  /** The first step of the pipeline's work, be it begun anew. */
  async begin(attempt = 1): Promise<PipelineBegun> {
    const { world } = this;
    const loadWork = loadWorkOf(world);
    const begin = createBeginPipeline({ ...this.#useCases(world), jobs: world.jobs, loadWork, readTask });
    return begin({ runId: this.#runId, attempt }, world.orchestrations);
  }

  async stop(attempt = 1): Promise<void> {
    const order = { runId: this.#runId, attempt, steps: this.steps };
    await createStopSteps(this.#useCases(this.world))(order, this.world.orchestrations);
  }

  /** Lets the messages that were sent arrive. */
  async deliver(): Promise<void> {
    for (const { runId, attempt } of this.world.queue.sent.splice(0)) {
      await createStartRun(this.world)({ runId, attempt }, this.world.orchestrations);
    }
  }

  /** Ends the present attempt of a step's run. */
  async end(name: string, how: 'succeeded' | 'failed', output: unknown = name): Promise<void> {
    await this.deliver();
    const { runId, attempt } = present(await this.stepRun(name), `run of step ${name}`);
    // Its message may have died with who was to send it: the recovery sends it again.
    await createStartRun(this.world)({ runId, attempt }, this.world.orchestrations);
    await this.#end({ runId, attempt }, how, output);
  }

  async cancel(runId: RunId = this.#runId): Promise<void> {
    await createCancelRun(this.world)(runId, PERSON, this.world.orchestrations);
  }

  /** Records the failure of the pipeline's attempt, and has a person retry it. */
  async failAndRetry(): Promise<number> {
    const { attempt } = await this.run();
    await this.#end({ runId: this.#runId, attempt }, 'failed', undefined);
    await createRetryRun(this.world)(this.#runId, PERSON);
    await this.deliver();
    return (await this.run()).attempt;
  }

  /** Runs that a pipeline which has ended has left going. */
  async leftBehind(): Promise<readonly string[]> {
    return (await this.stepRuns()).filter((run) => !isFinished(run)).map(({ runId }) => runId);
  }

  async #end(attempt: RunAttempt, how: 'succeeded' | 'failed', output: unknown): Promise<void> {
    if (how === 'succeeded') {
      await createCommitResult(this.world)(attempt, { kind: 'webhook', words: 'Done.', output });
    } else {
      await createRecordFailure(this.world)(attempt, { reason: 'work-failed', message: 'It failed.' });
    }
  }

  #useCases(world: MemoryWorld) {
    return {
      ...{ runs: world.runs, fingerprint: world.fingerprint, cancelRun: createCancelRun(world) },
      ...{ triggerRun: createTriggerRun(world), retryRun: createRetryRun(world) },
    };
  }
}

const readTask = (task: PlainTask) => pipelineTask.parse(task);

function loadWorkOf(world: MemoryWorld) {
  return createLoadPlainWork(world, { kind: 'pipeline', readTask });
}

/** A step as a caller writes it, whose job has its name. */
export function step(name: string, more: object = {}): object {
  return { name, job: jobIdFrom(name), ...more };
}
