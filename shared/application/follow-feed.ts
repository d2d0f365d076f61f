import type { Change, ChangeFeed } from './ports/change-feed.ts';
import type { Log } from './ports/environment.ts';
import type { FeedProgressStore } from './ports/feed-progress-store.ts';

/** How often at most a pass reads on: what is left over is for the next one. */
const MAX_PAGES = 200;

export interface FollowFeedDependencies {
  readonly feed: ChangeFeed;
  readonly progress: FeedProgressStore;
  readonly log: Log;
}

export interface Follower<S> {
  /** Names the follower; its progress is kept under this name. */
  readonly name: string;
  /** What was kept, or what to begin with where nothing, or nothing readable, was kept. */
  readonly readState: (kept: unknown) => S;
  /**
   * What the state is after these changes. What it does besides is done again when the process dies before the progress is
   * kept, or when two follow at once: it must be harmless then.
   */
  readonly take: (state: S, changes: readonly Change[]) => Promise<S>;
}

/**
 * Reads on from where the follower was, page by page, and keeps position and state together after each: what the state
 * counts is counted once, whatever is read twice. A follower that is new begins at the end of the feed; one whose position
 * the feed does not know (it was restored, or is another one) goes on at its end, and says so.
 *
 * Gives how many changes were taken. Throws Unavailable; the next pass goes on.
 */
export async function followFeed<S>(
  { feed, progress, log }: FollowFeedDependencies,
  { name, readState, take }: Follower<S>,
): Promise<number> {
  let taken = 0;
  let kept = await progress.get(name);
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const state = readState(kept?.value.state);
    const read = kept === undefined ? undefined : await feed.read(kept.value.position);
    if (read?.outcome === 'nothing') return taken;
    if (read?.outcome === 'unknown-position') {
      log.error('The position of a follower is not known to the feed; it goes on at its end.', undefined, {
        follower: name,
      });
    }
    const next =
      read?.outcome === 'read'
        ? { position: read.position, state: await take(state, read.changes) }
        : { position: await feed.now(), state };
    const saved = await progress.save({ follower: name, ...next }, { ifVersion: kept?.version });
    // Another pass was quicker: what it has counted stands, and it goes on.
    if (saved === 'conflict') return taken;
    taken += read?.outcome === 'read' ? read.changes.length : 0;
    kept = await progress.get(name);
  }
  return taken;
}
