import { beforeEach, describe, expect, test } from 'vitest';
import type { FeedProgressStore } from '../../shared/application/ports/feed-progress-store.ts';
import { present } from '../support/present.ts';

/** What every FeedProgressStore has to do; `make` gives an empty one. */
export function describeFeedProgressStore(make: () => Promise<FeedProgressStore>): void {
  let store: FeedProgressStore;

  beforeEach(async () => {
    store = await make();
  });

  describe('a store of progress', () => {
    test('knows nothing of a new follower', async () => {
      expect(await store.get('a')).toBeUndefined();
    });

    test('gives back position and state of each follower', async () => {
      await store.save({ follower: 'a', position: '1', state: { counts: [1, 2] } }, { ifVersion: undefined });
      await store.save({ follower: 'b', position: '2', state: null }, { ifVersion: undefined });

      expect((await store.get('a'))?.value).toEqual({
        follower: 'a',
        position: '1',
        state: { counts: [1, 2] },
      });
      expect((await store.get('b'))?.value).toEqual({ follower: 'b', position: '2', state: null });
    });

    test('lets one of two begin', async () => {
      const saved = await Promise.all(
        ['1', '2'].map((position) =>
          store.save({ follower: 'a', position, state: {} }, { ifVersion: undefined }),
        ),
      );

      expect(saved.toSorted()).toEqual(['conflict', 'saved']);
    });

    test('lets one of two go on from the same place', async () => {
      await store.save({ follower: 'a', position: '1', state: {} }, { ifVersion: undefined });
      const { version: ifVersion } = present(await store.get('a'));

      expect(await store.save({ follower: 'a', position: '2', state: {} }, { ifVersion })).toBe('saved');
      expect(await store.save({ follower: 'a', position: '3', state: {} }, { ifVersion })).toBe('conflict');
      expect((await store.get('a'))?.value.position).toBe('2');
    });
  });
}
