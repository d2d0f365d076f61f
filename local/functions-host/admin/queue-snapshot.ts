/** A queue as its broker sees it at one moment; whoever starts the host may provide these for its admin page. */
export interface QueueSnapshot {
  readonly name: string;
  /** Waiting for a receiver. */
  readonly active: number;
  readonly scheduled: number;
  /** With a receiver. */
  readonly locked: number;
  readonly deferred: number;
  readonly deadLettered: number;
  /** The dead letters, or the first of them; undefined when the broker cannot show any. */
  readonly deadLetters?: readonly DeadLetter[] | undefined;
}

export interface DeadLetter {
  readonly messageId: string | undefined;
  readonly reason: string | undefined;
  readonly description?: string | undefined;
  readonly deliveryCount?: number | undefined;
  readonly enqueuedAt?: Date | undefined;
  /** Text for people. */
  readonly body?: string | undefined;
}
