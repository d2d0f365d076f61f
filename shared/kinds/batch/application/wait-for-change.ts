import type { Cluster, Selector, Watched } from './ports/cluster.ts';

/**
 * Held at a time by one process: each takes one of the few places that a host has for steps of all kinds
 * (`maxConcurrentActivityFunctions` of host.json is 8). Batches beyond these are looked at now and then.
 */
const MAX_WATCHES = 2;

/** Waits for a change of Jobs since a version, or for as long as the settings say. */
export type WaitForChange = (selector: Selector, version: string) => Promise<Watched>;

/** Makes what waits, for all batches of a process. */
export function createWaitForChange(
  cluster: Pick<Cluster, 'watchJobs'>,
  watchSeconds: number,
): WaitForChange {
  let held = 0;
  return async (selector, version) => {
    if (held >= MAX_WATCHES) return { outcome: 'unwatchable' };
    held += 1;
    try {
      return await cluster.watchJobs(selector, version, watchSeconds);
    } finally {
      held -= 1;
    }
  };
}
