import { setTimeout as wait } from 'node:timers/promises';

/** Waits so many ms, or until the signal is aborted. */
export async function pause(ms: number, until: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal: until, ref: false }).catch(() => undefined);
}
