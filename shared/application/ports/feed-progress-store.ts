import type { Versioned } from './versioned.ts';

/** How far somebody who follows a feed has read, and what they have made of it until there: both change together. */
export interface FeedProgress {
  /** Names who follows which feed. */
  readonly follower: string;
  readonly position: string;
  /** JSON. */
  readonly state: unknown;
}

/** Holds the progress of those who follow feeds. Every method may throw Unavailable. */
export interface FeedProgressStore {
  get(follower: string): Promise<Versioned<FeedProgress> | undefined>;

  /** Keeps it; `conflict` when it is no longer at `ifVersion` (undefined: there must be none yet). */
  save(
    progress: FeedProgress,
    condition: { readonly ifVersion: string | undefined },
  ): Promise<'saved' | 'conflict'>;
}
