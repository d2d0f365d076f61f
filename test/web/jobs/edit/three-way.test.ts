import { describe, expect, test } from 'vitest';
import { merged, threeWay } from '../../../../web/jobs/edit/conflict/three-way.ts';

const BEFORE = { description: 'old', tags: ['a'], policies: { overlap: 'skip', retry: { maxAttempts: 3 } } };

describe('threeWay', () => {
  test('says who has changed what', () => {
    const theirs = { ...BEFORE, description: 'theirs', tags: ['a', 'b'] };
    const mine = { ...BEFORE, description: 'mine', policies: { ...BEFORE.policies, overlap: 'allow-all' } };

    expect(threeWay(BEFORE, theirs, mine).map(({ pointer, by }) => [pointer, by])).toEqual([
      ['/description', 'both'],
      ['/tags', 'them'],
      ['/policies/overlap', 'me'],
    ]);
  });

  test('has nothing to say of what both have changed alike', () => {
    const same = { ...BEFORE, description: 'new' };

    expect(threeWay(BEFORE, same, { ...same })).toEqual([]);
  });

  test('takes a whole and a part of it for one thing to decide', () => {
    const { policies: _gone, ...theirs } = BEFORE;
    const mine = { ...BEFORE, policies: { overlap: 'skip', retry: { maxAttempts: 5 } } };

    expect(threeWay(BEFORE, theirs, mine).map(({ pointer, by }) => [pointer, by])).toEqual([
      ['/policies', 'both'],
    ]);
  });
});

describe('merged', () => {
  const theirs = { ...BEFORE, description: 'theirs', tags: ['b'] };
  const mine = { ...BEFORE, description: 'mine', policies: { ...BEFORE.policies, overlap: 'allow-all' } };
  const fields = threeWay(BEFORE, theirs, mine);

  test('keeps what only one of us has changed, as they changed it', () => {
    expect(merged(theirs, fields, new Map([['/description', 'mine']]))).toEqual({
      ...{ description: 'mine', tags: ['b'] },
      policies: { overlap: 'allow-all', retry: { maxAttempts: 3 } },
    });
  });

  test('is theirs where all of theirs is taken, and mine where all of mine is kept', () => {
    const all = (side: 'theirs' | 'mine') => new Map(fields.map(({ pointer }) => [pointer, side] as const));

    expect(merged(theirs, fields, all('theirs'))).toEqual(theirs);
    expect(merged(theirs, fields, all('mine'))).toEqual(mine);
  });

  test('takes a field away that I have taken away', () => {
    const { tags: _gone, ...without } = BEFORE;

    const found = threeWay(BEFORE, { ...BEFORE, description: 'theirs' }, without);

    expect(merged({ ...BEFORE, description: 'theirs' }, found, new Map())).toEqual({
      ...without,
      description: 'theirs',
    });
  });
});
