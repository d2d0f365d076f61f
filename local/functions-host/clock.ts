/** The time the host lives by, and a way to be called at an instant of it. */
export interface HostClock {
  now(): number;
  /** Calls back once, not before `at` (epoch milliseconds) and never synchronously. Returns how to call it off. */
  schedule(at: number, callback: () => void): () => void;
}

/** `setTimeout` takes 31 bits of milliseconds (24.8 days) and fires at once beyond: longer waits are re-armed. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

export const systemClock: HostClock = {
  now: () => Date.now(),
  schedule(at, callback) {
    let timer: NodeJS.Timeout;
    function arm(): void {
      const wait = at - Date.now();
      timer =
        wait > LONGEST_TIMEOUT_MS ? setTimeout(arm, LONGEST_TIMEOUT_MS) : setTimeout(fire, Math.max(0, wait));
    }
    // A timeout can fire a millisecond early by the wall clock; a timer that fires before its due time would be a lie.
    function fire(): void {
      if (Date.now() < at) arm();
      else callback();
    }
    arm();
    return () => {
      clearTimeout(timer);
    };
  },
};
