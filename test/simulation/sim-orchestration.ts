import { DummyOrchestrationContext, type RetryOptions } from 'durable-functions';
import { runStabilityJob } from '../../functions/orchestrators/run-stability-job.ts';
import type { RunId } from '../../shared/domain/run/run-id.ts';

/** An activity that an orchestration waits for. */
export interface ActivityCall {
  readonly activity: string;
  readonly input: unknown;
  readonly maxAttempts: number;
}

/** The app's own orchestrator, driven step by step. */
export class SimOrchestration {
  readonly #generator: ReturnType<typeof runStabilityJob>;
  #call: ActivityCall | undefined;

  constructor(runId: RunId) {
    const context = new DummyOrchestrationContext();
    Reflect.set(context, 'df', {
      getInput: () => ({ runId }),
      callActivityWithRetry: (activity: string, retry: RetryOptions, input: unknown) => {
        this.#call = { activity, input, maxAttempts: retry.maxNumberOfAttempts };
      },
    });
    this.#generator = runStabilityJob(context);
    this.#step(() => this.#generator.next());
  }

  /** What it waits for; undefined when it has ended. */
  get call(): ActivityCall | undefined {
    return this.#call;
  }

  succeed(result: unknown): void {
    this.#step(() => this.#generator.next(result));
  }

  fail(error: unknown): void {
    this.#step(() => this.#generator.throw(error));
  }

  #step(step: () => IteratorResult<unknown>): void {
    this.#call = undefined;
    try {
      step();
    } catch {
      // The orchestration failed; it waits for nothing any more.
    }
  }
}
