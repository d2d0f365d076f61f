/**
 * How long a test waits for what comes about in other processes, in ms. It decides nothing: what is waited for comes
 * within seconds on a quiet machine, and on one that is ten times slower it still comes.
 */
export const PATIENCE_MS = 90_000;

/** The same for `vi.waitFor` and `expect.poll`, which look again as often as that. */
export const PATIENCE = { timeout: PATIENCE_MS, interval: 50 } as const;
