import { describe, expect, test } from 'vitest';
import { LevelTable } from '../../../shared/domain/stability/level-table.ts';

const encoder = new TextEncoder();

/** Each text between others, as in a file. */
function call<T>(text: string, take: (bytes: Uint8Array, start: number, end: number) => T): T {
  const bytes = encoder.encode(`<${text}>`);
  return take(bytes, 1, bytes.length - 1);
}

describe('LevelTable', () => {
  test('counts each level, in the order in which they came', () => {
    const table = new LevelTable(10);
    for (const text of ['b', 'a', 'b', 'ab']) call(text, (...range) => table.add(...range));

    expect(table.levels.map((level) => new TextDecoder().decode(level))).toEqual(['b', 'a', 'ab']);
    expect(table.counts).toEqual([2, 1, 1]);
  });

  test('takes no more levels than there is room for, and goes on counting those', () => {
    const table = new LevelTable(1);

    expect(['a', 'b', 'a'].map((text) => call(text, (...range) => table.add(...range)))).toEqual([
      true,
      false,
      true,
    ]);
    expect(table.counts).toEqual([2]);
  });

  test('finds each of many levels, and none that it does not hold', () => {
    const table = new LevelTable(10_000);
    const texts = Array.from({ length: 5_000 }, (_, index) => `level ${index}`);
    const placed = texts.map((text) => call(text, (...range) => table.place(...range)));

    expect(placed).toEqual(texts.map((_, index) => index));
    expect(texts.map((text) => call(text, (...range) => table.find(...range)))).toEqual(placed);
    expect(call('level', (...range) => table.find(...range))).toBe(-1);
    expect(table.counts.every((count) => count === 0)).toBe(true);
  });
});
