import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isNestedDeeper } from '../../../functions/http/is-nested-deeper.ts';

describe('isNestedDeeper', () => {
  test.each<[string, number]>([
    ['1', 0],
    ['[]', 1],
    ['{"a":[{}],"b":[]}', 3],
    ['["[[[[", "]]]]", "\\"[[[", "\\\\", [1]]', 2],
    ['[[],[],[[]],[]]', 3],
  ])('%s has %i levels', (text, levels) => {
    expect(isNestedDeeper(text, levels)).toBe(false);
    expect(isNestedDeeper(text, levels - 1)).toBe(true);
  });

  test('counts as going through the value does', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.boolean(), (value, isPretty) => {
        const text = JSON.stringify(value, undefined, isPretty ? 1 : 0);

        expect(isNestedDeeper(text, levelsOf(value))).toBe(false);
        expect(isNestedDeeper(text, levelsOf(value) - 1)).toBe(true);
      }),
    );
  });
});

function levelsOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(levelsOf));
}
