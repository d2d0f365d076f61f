/** The requests of one caller in one window of time. */
export interface RateWindow {
  readonly callerId: string;
  /** Epoch ms; also what tells it from other windows of the caller. */
  readonly startsAt: number;
  /** From its start; it can be forgotten once it is twice over. */
  readonly lengthMs: number;
}

/** Counts the requests of callers over all instances. May throw Unavailable; then the share may be taken, and lost. */
export interface RateStore {
  /**
   * Takes up to `share` of what is left of `limit` in a window, in one step: over all that ever ask, no more than `limit`
   * is given. 0: nothing is left.
   */
  take(window: RateWindow, amounts: { readonly share: number; readonly limit: number }): Promise<number>;
}
