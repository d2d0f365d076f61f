/** Where times end; tests pass their own. */
export interface Timers {
  /** Calls `action` once after `delayMs`, unless it is cancelled by the function given back. */
  after(delayMs: number, action: () => void): () => void;
}

export const systemTimers: Timers = {
  after(delayMs, action) {
    const timer = setTimeout(action, delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
};
