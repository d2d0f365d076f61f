import { setTimeout as delay } from 'node:timers/promises';
import { PATIENCE_MS } from '../patience.ts';
import { containerOf } from '../stack-data.ts';

/** Who follows the change feed, each by a timer; their progress is kept under these names. */
const FOLLOWERS = ['alerts', 'statistics'];

const LOOK_AGAIN_MS = 100;

/**
 * Resolves when each follower of a new stack has made its first pass. A follower begins at the end of the feed: of what
 * happens before that it never hears, and a run that fails before raises no incident.
 *
 * @throws Error when one does not begin.
 */
export async function followersHaveBegun(settings: Readonly<Record<string, string>>): Promise<void> {
  const control = containerOf(settings, 'control');
  const giveUpAt = Date.now() + PATIENCE_MS;
  for (const id of FOLLOWERS.map((name) => `feed-progress:${name}`)) {
    while ((await control.item(id, id).read()).statusCode === 404) {
      if (Date.now() > giveUpAt) throw new Error(`There is no document '${id}': nobody follows the feed.`);
      await delay(LOOK_AGAIN_MS);
    }
  }
}
