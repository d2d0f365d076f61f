import { describe, expect, test } from 'vitest';
import { BoundedCache } from '../../../shared/domain/schedule/bounded-cache.ts';

describe('BoundedCache', () => {
  test('lets the oldest entry go when it is full', () => {
    const cache = new BoundedCache<number>(2);
    cache.set('a', 1);
    cache.set('b', 2);
    cache.set('c', 3);

    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([undefined, 2, 3]);
  });

  test('loses nothing when an entry is set again', () => {
    const cache = new BoundedCache<number>(2);
    cache.set('a', 1);
    cache.set('b', 2);
    cache.set('b', 3);

    expect([cache.get('a'), cache.get('b')]).toEqual([1, 3]);
  });
});
