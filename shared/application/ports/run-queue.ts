import type { RunId } from '../../domain/run/run-id.ts';

export interface EnqueueRequest {
  readonly runId: RunId;
  /** The attempt to start; a message of an earlier one is void. */
  readonly attempt: number;
  /** Epoch ms; the message is not delivered before. */
  readonly effectiveAt: number;
  /** `bulk` is taken beside `live` and never holds it up: for what comes in masses. Default `live`. */
  readonly priority?: 'live' | 'bulk';
  /** Names this sending apart from the first one, which the queue would otherwise drop as a duplicate. */
  readonly resend?: string;
}

/** Carries the names of due runs to the workers: each at least once, in no order. */
export interface RunQueue {
  /** Returns when all are accepted. Sending a run twice is harmless. Throws Unavailable. */
  enqueue(requests: readonly EnqueueRequest[]): Promise<void>;
}
