import { describe, expect, test } from 'vitest';
import { madeOnce } from '../../shared/application/made-once.ts';

describe('madeOnce', () => {
  test('makes nothing before it is asked for', () => {
    let made = 0;
    madeOnce(async () => (made += 1));

    expect(made).toBe(0);
  });

  test('gives those who ask at the same time, and later, the same thing', async () => {
    let made = 0;
    const thing = madeOnce(async () => ({ number: (made += 1) }));

    const [first, second] = await Promise.all([thing(), thing()]);

    expect(first).toBe(second);
    expect(await thing()).toBe(first);
    expect(made).toBe(1);
  });

  test('tells all who wait of a failure, and tries again for the next', async () => {
    let made = 0;
    const thing = madeOnce(async () => {
      made += 1;
      if (made === 1) throw new Error('no file');
      return made;
    });

    const waiting = await Promise.allSettled([thing(), thing()]);

    expect(waiting.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await thing()).toBe(2);
  });
});
