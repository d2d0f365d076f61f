import type { Clock } from '../../../application/ports/environment.ts';
import { nothingDesired, type AgentDesired } from '../domain/desired.ts';
import type { EdgeSites } from './edge-sites.ts';
import type { EdgeSchedulerStore } from './ports/edge-stores.ts';

/** Another instance may write what somebody waits for here: so often it is looked for. */
const LOOK_MS = 3000;

interface Dependencies {
  readonly scheduler: Pick<EdgeSchedulerStore, 'desired'>;
  readonly sites: Pick<EdgeSites, 'changed'>;
  readonly clock: Clock;
}

/** How long somebody waits for another generation than the one that they have. */
interface Wait {
  readonly after: number;
  readonly waitMs: number;
}

/**
 * What the edges of an agent are to do, as soon as it is of another generation; undefined when it is not within the time.
 * Throws Unavailable.
 */
export function createReadDesired({ scheduler, sites, clock }: Dependencies) {
  return async (site: string, agent: string, { after, waitMs }: Wait): Promise<AgentDesired | undefined> => {
    const deadlineAt = clock.now() + waitMs;
    let left = waitMs;
    do {
      // Asked before it is looked: what is written in between is not missed.
      const changed = sites.changed(site, agent, AbortSignal.timeout(Math.max(0, Math.min(left, LOOK_MS))));
      const stored = await scheduler.desired(site, agent);
      const desired = stored?.value ?? nothingDesired(site, agent);
      if (desired.generation !== after) return desired;
      if (left > 0) await changed;
      left = deadlineAt - clock.now();
    } while (left > 0);
    return undefined;
  };
}
