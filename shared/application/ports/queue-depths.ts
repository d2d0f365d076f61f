/** How many messages of a state a queue holds. */
export interface QueueDepth {
  readonly queue: string;
  readonly state: 'active' | 'scheduled' | 'dead-letter';
  readonly count: number;
}

/** Looks at the queues from outside. */
export interface QueueDepths {
  /** Of all queues of the app. Throws Error when the app may not ask, Unavailable when there is no answer. */
  read(): Promise<readonly QueueDepth[]>;
}
