import type {
  FeedProgress,
  FeedProgressStore,
} from '../../../shared/application/ports/feed-progress-store.ts';
import type { Versioned } from '../../../shared/application/ports/versioned.ts';

/** Keeps progress as JSON, as a store would. */
export class MemoryFeedProgressStore implements FeedProgressStore {
  readonly #kept = new Map<string, { readonly text: string; readonly version: number }>();

  async get(follower: string): Promise<Versioned<FeedProgress> | undefined> {
    const found = this.#kept.get(follower);
    if (found === undefined) return undefined;
    const kept: unknown = JSON.parse(found.text);
    const { position, state } = parts(kept);
    return { value: { follower, position, state }, version: `${found.version}` };
  }

  async save(
    { follower, position, state }: FeedProgress,
    { ifVersion }: { readonly ifVersion: string | undefined },
  ): Promise<'saved' | 'conflict'> {
    const version = this.#kept.get(follower)?.version;
    if (ifVersion !== (version === undefined ? undefined : `${version}`)) return 'conflict';
    this.#kept.set(follower, { text: JSON.stringify({ position, state }), version: (version ?? 0) + 1 });
    return 'saved';
  }
}

function parts(kept: unknown): { readonly position: string; readonly state: unknown } {
  if (typeof kept !== 'object' || kept === null || !('position' in kept))
    throw new Error('Nothing was kept.');
  const { position } = kept;
  return { position: String(position), state: 'state' in kept ? kept.state : undefined };
}
