import { describe, expect, test } from 'vitest';
import { refusalOf, readCsv } from './read-csv.ts';

const LENIENT = { maxMalformedRows: 100 };
const FOUR_MIB = 4 * 1024 * 1024;

describe('a CsvReader that may leave out malformed rows', () => {
  test.each([
    ['too few fields', '3', 'has 1 field; the header has 2'],
    ['too many fields', '3,4,5', 'has 3 fields; the header has 2'],
    ['a quote inside a field', '3,a"b"', 'has a quote inside a field that does not start with one'],
    ['text behind a quote', '3,"a"b', 'has text between a closing quote and the next comma'],
    [
      'a lone carriage return',
      '3,a\rb',
      'has a carriage return that no line feed follows; end lines with LF or CRLF',
    ],
    ['nothing at all', '', 'is empty, but more rows follow'],
  ])('leaves out and reports a row with %s', (_, row, problem) => {
    const { rows, lines, malformedRows } = readCsv(`a,b\n1,2\n${row}\n5,6\n`, LENIENT);

    expect(rows).toEqual([
      ['1', '2'],
      ['5', '6'],
    ]);
    expect(lines).toEqual([2, 4]);
    expect(malformedRows).toEqual({ count: 1, first: [{ line: 3, problem }] });
  });

  test('finds none in a file that is in order', () => {
    expect(readCsv('a,b\n1,2\n\n', LENIENT).malformedRows).toEqual({ count: 0, first: [] });
  });

  test('reads on behind the next line feed, as no quote behind the fault can be trusted', () => {
    const { rows, malformedRows } = readCsv('a,b\n1,a"b,"c\n2,3\n', LENIENT);

    expect(rows).toEqual([['2', '3']]);
    expect(malformedRows.count).toBe(1);
  });

  test('trusts quoted line breaks in front of the fault', () => {
    const { rows, lines, malformedRows } = readCsv('a,b\n"1\n1,1",x"y\n2,3\n', LENIENT);

    expect(rows).toEqual([['2', '3']]);
    expect(lines).toEqual([4]);
    expect(malformedRows.first).toEqual([
      { line: 2, problem: 'has a quote inside a field that does not start with one (at line 3)' },
    ]);
  });

  test('loses the rows between a stray quote and the next one, and says how far that is', () => {
    const { rows, malformedRows } = readCsv('a,b\n1,"2\n3,4\n5,"6"\n7,8\n', LENIENT);

    expect(rows).toEqual([['7', '8']]);
    expect(malformedRows.first).toEqual([
      { line: 2, problem: 'has text between a closing quote and the next comma (at line 4)' },
    ]);
  });

  test('a row with a wrong number of fields ends where its quotes say', () => {
    expect(readCsv('a,b\n"1\n1"\n2,3\n', LENIENT).rows).toEqual([['2', '3']]);
  });

  test('counts a row with two faults once', () => {
    expect(readCsv('a,b\n1,"2"x,a"b,"4\n', LENIENT).malformedRows.count).toBe(1);
  });

  test('leaves out a last row without line end', () => {
    expect(readCsv('a,b\n1,2\n3,4"', LENIENT).malformedRows.count).toBe(1);
  });

  test('counts every empty line in the middle, but none at the end', () => {
    expect(readCsv('a,b\n\n\r\n1,2\n\n\n', LENIENT).malformedRows).toEqual({
      count: 2,
      first: [2, 3].map((line) => ({ line, problem: 'is empty, but more rows follow' })),
    });
  });

  test('reports the first 20 and counts all', () => {
    const { malformedRows } = readCsv(`a,b\n${'1\n'.repeat(90)}`, LENIENT);

    expect(malformedRows.count).toBe(90);
    expect(malformedRows.first.map(({ line }) => line)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 2),
    );
  });

  test('reads a file with as many malformed rows as the limit allows', () => {
    expect(readCsv('a,b\n1\n2\n3,4\n', { maxMalformedRows: 2 }).rows).toEqual([['3', '4']]);
  });

  test('refuses one more, naming the limit and the rows', () => {
    const refusal = refusalOf(() => readCsv('a,b\n1\n2,3\n\n4,"5"6\n7,8\n', { maxMalformedRows: 2 }));

    const listed = [
      'line 2 has 1 field; the header has 2',
      'line 4 is empty, but more rows follow',
      'line 5 has text between a closing quote and the next comma',
    ];
    expect(refusal.message).toBe(`More than 2 rows are malformed: ${listed.join('; ')}.`);
    expect(refusal.issues.map(({ message }) => message)).toEqual(listed);
  });

  test('lists 20 rows of many, and the last', () => {
    const refusal = refusalOf(() => readCsv(`a,b\n${'1\n'.repeat(150)}`, LENIENT));

    expect(refusal.message).toMatch(/^More than 100 rows .* and 81 more, line 102 the last\.$/);
    expect(refusal.issues).toHaveLength(20);
  });

  test('never leaves out a header', () => {
    expect(refusalOf(() => readCsv('a,"b"c\n1,2\n', LENIENT)).message).toBe(
      'Line 1 has text between a closing quote and the next comma.',
    );
  });

  test('refuses a file that ends within a quoted field', () => {
    expect(refusalOf(() => readCsv('a,b\n1,2\n3,"4\n5,6\n', LENIENT)).message).toBe(
      'The row that starts at line 3 ends within a quoted field.',
    );
  });

  test.each([Infinity, 100_000])('refuses a row that grows beyond 4 MiB, in chunks of %d', (chunkBytes) => {
    const file = `a,b\n1,"${'x'.repeat(FOUR_MIB)}\n`;

    expect(refusalOf(() => readCsv(file, LENIENT, chunkBytes)).message).toBe(
      'Line 2 starts a row longer than 4 MiB; is a quote left open?',
    );
  });

  test.each([Infinity, 100_000])('accepts a row of just 4 MiB, in chunks of %d', (chunkBytes) => {
    const field = 'x'.repeat(FOUR_MIB - '1,\n'.length);

    expect(readCsv(`a,b\n1,${field}\n2,3\n`, {}, chunkBytes).rows).toHaveLength(2);
    expect(refusalOf(() => readCsv(`a,b\n1,${field}x\n2,3\n`, {}, chunkBytes)).message).toMatch(/4 MiB/);
  });

  test.each([Infinity, 100_000])(
    'tells of carriage returns alone rather than of a long row, in chunks of %d',
    (chunkBytes) => {
      const file = `a,b\n${'1,2\r'.repeat(FOUR_MIB / 2)}`;

      expect(refusalOf(() => readCsv(file, {}, chunkBytes)).message).toMatch(/^Line 2 has a carriage return/);
    },
  );

  test.each([-1, 0.5, NaN, Infinity])('refuses %d as a limit', (maxMalformedRows) => {
    const { issues } = refusalOf(() => readCsv('a\n', { maxMalformedRows }));

    expect(issues.map(({ pointer }) => pointer)).toEqual(['/maxMalformedRows']);
  });
});
