import type { DurableClient } from 'durable-functions';
import type { JobKind } from '../../domain/job/job-work.ts';
import { Unavailable } from '../../domain/errors.ts';
import { attemptIdOf, type RunAttempt } from '../../domain/run/run-id.ts';
import type { Orchestrations, WorkToStart } from '../../application/ports/orchestrations.ts';
import { WAKE_EVENT } from '../../contracts/durable/plain-run.ts';
import { CANCEL_EVENT } from '../../contracts/durable/run-steps.ts';

/** Orchestrations through the client that the host gives to an invocation. */
export class DurableOrchestrations implements Orchestrations {
  readonly #client: DurableClient;
  readonly #orchestrators: Readonly<Record<JobKind, string>>;

  constructor(client: DurableClient, orchestrators: Readonly<Record<JobKind, string>>) {
    this.#client = client;
    this.#orchestrators = orchestrators;
  }

  async status({ runId, attempt }: RunAttempt): Promise<'absent' | 'active' | 'ended'> {
    try {
      const { runtimeStatus } = await this.#client.getStatus(attemptIdOf(runId, attempt), {
        showInput: false,
      });
      return ENDED.has(runtimeStatus) ? 'ended' : 'active';
    } catch (error) {
      // The client has no other sign of an unknown instance than the text of its error.
      if (error instanceof Error && error.message.includes('HTTP 404')) return 'absent';
      throw new Unavailable(`The orchestration of run '${runId}' gave no status.`, undefined, {
        cause: error,
      });
    }
  }

  async start({ kind, ...input }: WorkToStart): Promise<'started' | 'already-started'> {
    const { runId, attempt } = input;
    try {
      await this.#client.startNew(this.#orchestrators[kind], {
        instanceId: attemptIdOf(runId, attempt),
        input,
      });
      return 'started';
    } catch (error) {
      // The host refuses a second start of a live instance with a plain error; the status tells which it was.
      if ((await this.status(input)) === 'active') return 'already-started';
      throw new Unavailable(`The orchestration of run '${runId}' could not be started.`, undefined, {
        cause: error,
      });
    }
  }

  async cancel(attempt: RunAttempt): Promise<'told' | 'nobody'> {
    // Asked before: the client raises an event for an instance that has ended as for any other.
    if ((await this.status(attempt)) !== 'active') return 'nobody';
    await this.#tell(attempt, CANCEL_EVENT, 'to stop');
    return 'told';
  }

  wake(attempt: RunAttempt): Promise<void> {
    return this.#tell(attempt, WAKE_EVENT, 'to look');
  }

  async #tell(attempt: RunAttempt, event: string, what: string): Promise<void> {
    const { runId } = attempt;
    try {
      await this.#client.raiseEvent(attemptIdOf(runId, attempt.attempt), event, {});
    } catch (error) {
      // An instance that has ended, or never was, takes no events: there is nobody to tell.
      if ((await this.status(attempt)) !== 'active') return;
      throw new Unavailable(`The orchestration of run '${runId}' was not told ${what}.`, undefined, {
        cause: error,
      });
    }
  }
}

const ENDED: ReadonlySet<string> = new Set(['Completed', 'Failed', 'Terminated', 'Canceled']);
