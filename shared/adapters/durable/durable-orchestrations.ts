import type { DurableClient } from 'durable-functions';
import { Unavailable } from '../../domain/errors.ts';
import type { RunId } from '../../domain/run/run-id.ts';
import type { Orchestrations } from '../../application/ports/orchestrations.ts';

/** Orchestrations through the client that the host gives to an invocation. */
export class DurableOrchestrations implements Orchestrations {
  readonly #client: DurableClient;
  readonly #orchestrator: string;

  constructor(client: DurableClient, orchestrator: string) {
    this.#client = client;
    this.#orchestrator = orchestrator;
  }

  async status(runId: RunId): Promise<'absent' | 'active' | 'ended'> {
    try {
      const { runtimeStatus } = await this.#client.getStatus(runId, { showInput: false });
      return ENDED.has(runtimeStatus) ? 'ended' : 'active';
    } catch (error) {
      // The client has no other sign of an unknown instance than the text of its error.
      if (error instanceof Error && error.message.includes('HTTP 404')) return 'absent';
      throw new Unavailable(`The orchestration of run '${runId}' gave no status.`, undefined, {
        cause: error,
      });
    }
  }

  async start(runId: RunId): Promise<'started' | 'already-started'> {
    try {
      await this.#client.startNew(this.#orchestrator, { instanceId: runId, input: { runId } });
      return 'started';
    } catch (error) {
      // The host refuses a second start of a live instance with a plain error; the status tells which it was.
      if ((await this.status(runId)) === 'active') return 'already-started';
      throw new Unavailable(`The orchestration of run '${runId}' could not be started.`, undefined, {
        cause: error,
      });
    }
  }
}

const ENDED: ReadonlySet<string> = new Set(['Completed', 'Failed', 'Terminated', 'Canceled']);
