import type { RunId } from '../../domain/run/run-id.ts';

export interface EnqueueRequest {
  readonly runId: RunId;
  /** Epoch ms; the message is not delivered before. */
  readonly effectiveAt: number;
  /** Names this sending apart from the first one, which the queue would otherwise drop as a duplicate. */
  readonly resend?: string;
}

/** Carries the names of due runs to the workers: each at least once, in no order. */
export interface RunQueue {
  /** Returns when all are accepted. Sending a run twice is harmless. Throws Unavailable. */
  enqueue(requests: readonly EnqueueRequest[]): Promise<void>;
}
