import { describe, expect, test } from 'vitest';
import {
  differencesBetween,
  valueText,
} from '../../../../../web/jobs/detail/history/definition-differences.ts';

describe('differencesBetween', () => {
  test('finds nothing between the same', () => {
    expect(differencesBetween({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] })).toEqual([]);
  });

  test('names each field that differs, and no more', () => {
    const before = { task: { alpha: 0.05, rule: 'x' }, tags: ['a', 'b'] };
    const after = { task: { alpha: 0.01, rule: 'x' }, tags: ['a'] };

    expect(differencesBetween(before, after)).toEqual([
      { pointer: '/task/alpha', before: 0.05, after: 0.01 },
      { pointer: '/tags/1', before: 'b' },
    ]);
  });

  test('shows a field of another shape whole', () => {
    expect(differencesBetween({ source: 'a.csv' }, { source: { path: 'a.csv' } })).toEqual([
      { pointer: '/source', before: 'a.csv', after: { path: 'a.csv' } },
    ]);
  });

  test('escapes names as pointers do', () => {
    expect(differencesBetween({}, { 'a/b~c': 1 })).toEqual([{ pointer: '/a~1b~0c', after: 1 }]);
  });
});

describe('valueText', () => {
  test('shows a text without quotes, and nothing of what was not there', () => {
    expect([valueText('x'), valueText(1), valueText(undefined)]).toEqual(['x', '1', '']);
  });
});
