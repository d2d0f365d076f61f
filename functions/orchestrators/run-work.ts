import { RetryOptions, type OrchestrationContext, type Task } from 'durable-functions';
import type { RunAttempt } from '../../shared/contracts/run.ts';
import { WAKE_EVENT } from '../../shared/contracts/durable/plain-run.ts';
import { SECOND_MS } from '../../shared/domain/schedule/instant.ts';

/** Half a minute of tries: a store that is throttled or restarting is back by then, and the lease is still held. */
const STEP_ATTEMPTS = 5;

/** Why something was not waited for to its end. */
export type Stop = 'cancelled' | 'timed-out';

export type Stepped =
  | { readonly outcome: 'answered'; readonly answer: unknown }
  /** However often it was tried. */
  | { readonly outcome: 'broken'; readonly message: string }
  | { readonly outcome: Stop };

/** What the steps of one attempt share: its calls, its deadline and its cancellation. */
export class RunWork {
  readonly #context: OrchestrationContext;
  readonly #attempt: RunAttempt;
  readonly #cancellation: Task;
  readonly #deadlineAt: number;
  #callCount = 0;
  #wake: Task | undefined;

  constructor(
    context: OrchestrationContext,
    {
      attempt,
      cancellation,
      deadlineAt,
    }: { readonly attempt: RunAttempt; readonly cancellation: Task; readonly deadlineAt: number },
  ) {
    this.#context = context;
    this.#attempt = attempt;
    this.#cancellation = cancellation;
    this.#deadlineAt = deadlineAt;
  }

  /** The time of the history, epoch ms. */
  get now(): number {
    return this.#context.df.currentUtcDateTime.getTime();
  }

  /** Activities called in this history. */
  get callCount(): number {
    return this.#callCount;
  }

  call(activity: string, input: object = {}): Task {
    this.#callCount += 1;
    return this.#context.df.callActivityWithRetry(activity, retryPolicy(), { ...this.#attempt, ...input });
  }

  /** Calls an activity and waits for it, but not beyond the deadline or a cancellation. */
  *step(activity: string, input: object = {}): Generator<Task, Stepped, unknown> {
    if (this.now >= this.#deadlineAt) return { outcome: 'timed-out' };
    const task = this.call(activity, input);
    // One of its own: a timer, or an activity, may be waited for in one compound only.
    const deadline = this.#context.df.createTimer(new Date(this.#deadlineAt));
    yield this.#context.df.Task.any([task, deadline, this.#cancellation]);
    if (!deadline.isCompleted) deadline.cancel();
    if (this.#cancellation.isCompleted) return { outcome: 'cancelled' };
    // A task that has failed is not "completed": what it failed with comes out below.
    if (!task.isCompleted && !task.isFaulted) return { outcome: 'timed-out' };
    return yield* settle(task);
  }

  /**
   * Calls an activity and waits for it to its end, even when the run is cancelled meanwhile: left alone, it could not note
   * what it has done.
   */
  *wholeStep(activity: string, input: object): Generator<Task, Stepped, unknown> {
    if (this.now >= this.#deadlineAt) return { outcome: 'timed-out' };
    const stepped = yield* settle(this.call(activity, input));
    return this.#cancellation.isCompleted ? { outcome: 'cancelled' } : stepped;
  }

  /** Calls an activity and waits for it to its end: it is about to be over, and what it does is for good. */
  *lastStep(activity: string, input: object): Generator<Task, Stepped, unknown> {
    return yield* settle(this.call(activity, input));
  }

  /** Waits until an instant, epoch ms, but not beyond the deadline or a cancellation. */
  *restUntil(instant: number): Generator<Task, 'rested' | Stop, unknown> {
    return yield* this.#rest(instant, []);
  }

  /**
   * The same, but no longer than until somebody wakes the run: whoever does has stored what there is to see, and a wake
   * that was lost costs no more than the rest of the pause.
   */
  *restUntilWoken(instant: number): Generator<Task, 'rested' | Stop, unknown> {
    // One is waited for at a time: what comes meanwhile is kept for the next.
    if (this.#wake === undefined || this.#wake.isCompleted) {
      this.#wake = this.#context.df.waitForExternalEvent(WAKE_EVENT);
    }
    return yield* this.#rest(instant, [this.#wake]);
  }

  *#rest(instant: number, others: readonly Task[]): Generator<Task, 'rested' | Stop, unknown> {
    const timer = this.#context.df.createTimer(new Date(Math.min(instant, this.#deadlineAt)));
    yield this.#context.df.Task.any([timer, this.#cancellation, ...others]);
    if (!timer.isCompleted) timer.cancel();
    if (this.#cancellation.isCompleted) return 'cancelled';
    return this.now >= this.#deadlineAt ? 'timed-out' : 'rested';
  }

  /** Tells whoever asks the host for the instance how far it is. */
  tell(progress: object): void {
    this.#context.df.setCustomStatus(progress);
  }

  /** Tells the log, once, of something that changes nothing. */
  report(what: string, error: unknown): void {
    if (this.#context.df.isReplaying) return;
    this.#context.error(`${what} for run '${this.#attempt.runId}': ${messageOf(error)}`);
  }
}

function* settle(task: Task): Generator<Task, Stepped, unknown> {
  try {
    return { outcome: 'answered', answer: yield task };
  } catch (error) {
    return { outcome: 'broken', message: messageOf(error) };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Pauses of 2, 4, 8, 16 seconds. */
export function retryPolicy(): RetryOptions {
  const policy = new RetryOptions(2 * SECOND_MS, STEP_ATTEMPTS);
  policy.backoffCoefficient = 2;
  return policy;
}
