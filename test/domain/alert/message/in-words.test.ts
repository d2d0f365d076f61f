import { describe, expect, test } from 'vitest';
import {
  countInWords,
  countOf,
  indexInWords,
  instantInWords,
  spanInWords,
} from '../../../../shared/domain/alert/message/in-words.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('spans', () => {
  test.each([
    [-5, '0 s'],
    [59_999, '59 s'],
    [MINUTE, '1 min'],
    [HOUR - 1, '59 min'],
    [HOUR, '1 h'],
    [HOUR + 5 * MINUTE, '1 h 5 min'],
    [24 * HOUR, '1 d'],
    [52 * HOUR + 59 * MINUTE, '2 d 4 h'],
  ])('of %i ms are %s', (ms, words) => {
    expect(spanInWords(ms)).toBe(words);
  });
});

describe('counts', () => {
  test('have a comma for each thousand', () => {
    expect([0, 999, 1000, 1_234_567].map(countInWords)).toEqual(['0', '999', '1,000', '1,234,567']);
  });

  test('have the plural but of one', () => {
    expect([countOf(1, 'job'), countOf(0, 'job'), countOf(2, 'delivery', 'deliveries')]).toEqual([
      ...['1 job', '0 jobs', '2 deliveries'],
    ]);
  });
});

test('instants are in UTC, with seconds where there are some', () => {
  expect(instantInWords(Date.UTC(2026, 2, 1, 6, 5))).toBe('2026-03-01 06:05 UTC');
  expect(instantInWords(Date.UTC(2026, 2, 1, 6, 5, 7, 900))).toBe('2026-03-01 06:05:07 UTC');
});

test('an index has three digits', () => {
  expect([indexInWords(0.25), indexInWords(1 / 3), indexInWords(Infinity)]).toEqual([
    ...['0.250', '0.333', 'without bound'],
  ]);
});
