import { describe, expect, test } from 'vitest';
import {
  filterWords,
  optionsOf,
  toggledValue,
  withChosen,
} from '../../../../web/kit/filters/filter-option.ts';

const OPTIONS = [
  { value: 'active', label: 'Active' },
  { value: 'paused', label: 'Paused' },
  { value: 'completed', label: 'Completed' },
];

describe('a filter', () => {
  test.each([
    [[], 'State'],
    [['paused'], 'State: Paused'],
    [['paused', 'active'], 'State: Active, Paused'],
    [['paused', 'active', 'completed'], 'State: 3 of them'],
    [['typed'], 'State: typed'],
  ])('says what it lets through: %j', (chosen, words) => {
    expect(filterWords('State', OPTIONS, chosen)).toBe(words);
  });

  test('offers what was chosen although it is no option', () => {
    expect(withChosen(OPTIONS, ['typed']).map(({ value }) => value)).toEqual([
      'typed',
      'active',
      'paused',
      'completed',
    ]);
  });

  test('holds several values, or one in the place of the other', () => {
    expect(toggledValue(['a'], 'b', { isSingle: false })).toEqual(['a', 'b']);
    expect(toggledValue(['a'], 'b', { isSingle: true })).toEqual(['b']);
    expect(toggledValue(['a', 'b'], 'a', { isSingle: false })).toEqual(['b']);
  });

  test('offers each value of rows once, by the alphabet', () => {
    expect(optionsOf(['b', 'a', 'b']).map(({ value }) => value)).toEqual(['a', 'b']);
  });
});
