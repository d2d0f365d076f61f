import { describe, expect, test } from 'vitest';
import { ReportCheck } from '../../../shared/domain/report/report-check.ts';
import { exampleCollectionTask } from '../../support/example-collection.ts';

interface Options {
  readonly columns?: readonly string[];
  readonly maxMalformedRows?: number;
  readonly delimiter?: string;
}

/** What is found, by the whole text at once and byte by byte: both have to agree. */
function check(text: string, { columns, ...format }: Options = {}): unknown {
  const { format: given } = exampleCollectionTask();
  const task = { format: { ...given, ...format }, ...(columns === undefined ? {} : { columns }) };
  const bytes = new TextEncoder().encode(text);
  const [whole, piecewise] = [[bytes], Array.from(bytes, (byte) => Uint8Array.of(byte))].map((pieces) => {
    const report = new ReportCheck(task);
    for (const piece of pieces) {
      const fault = report.push(piece);
      if (fault !== undefined) return fault;
    }
    return report.finish();
  });
  expect(piecewise).toEqual(whole);
  return whole;
}

describe('ReportCheck', () => {
  test.each([
    ['rows and columns', 'a,b\n1,2\n3,4\n', 2, 2],
    ['a last row without a line end', 'a,b\n1,2\n3,4', 2, 2],
    ['a header alone', 'a,b,c\n', 0, 3],
    ['a header without a line end', 'a', 0, 1],
    ['line breaks in quotes', 'a,b\r\n"1\r\n2",3\r\n', 1, 2],
    ['empty lines at the end', 'a,b\n1,2\n\n\n', 1, 2],
  ])('counts %s', (_name, text, rowCount, columnCount) => {
    expect(check(text)).toEqual({ rowCount, columnCount, malformedRowCount: 0 });
  });

  test('goes by the delimiter of the task', () => {
    expect(check('a;b\n1;2\n', { delimiter: ';' })).toMatchObject({ columnCount: 2 });
  });

  test('leaves out and counts as many malformed rows as the task allows', () => {
    expect(check('a,b\n1\n2,3\n', { maxMalformedRows: 1 })).toEqual({
      ...{ rowCount: 1, columnCount: 2, malformedRowCount: 1 },
    });
  });

  test('names the line of a row that breaks the grammar', () => {
    expect(check('a,b\n1,2\n3\n4,5\n')).toEqual({
      reason: 'report-not-readable',
      message: 'cannot be read: Line 3 has 1 field; the header has 2.',
    });
  });

  test('refuses an empty report', () => {
    expect(check('')).toEqual({ reason: 'report-not-readable', message: 'is empty.' });
  });

  test('finds the columns that it must have among others, in any order', () => {
    expect(check('c,b,a\n1,2,3\n', { columns: ['a', 'b'] })).toMatchObject({ rowCount: 1 });
  });

  test('names the columns that are missing', () => {
    expect(check('a,b\n1,2\n', { columns: ['b', 'c', 'd'] })).toEqual({
      reason: 'report-not-readable',
      message: "cannot be read: Line 1, the header, lacks the columns 'c', 'd'.",
    });
  });

  test.each([
    ['with too few fields', 'a,b\n1,2\n3', {}],
    ['with too few fields where such rows are allowed', 'a,b\n1,2\n3', { maxMalformedRows: 5 }],
    ['within quotes', 'a,b\n1,2\n3,"4', {}],
    ['within quotes that hold a line end', 'a,b\n1,2\n3,"4\n5', {}],
    ['within the header', 'a,b', { columns: ['a', 'b', 'c'] }],
  ])('takes a report that ends %s for cut off', (_name, text, options) => {
    expect(check(text, options)).toMatchObject({ reason: 'report-truncated' });
  });

  test('keeps its message short, however long the names of the columns are', () => {
    const columns = ['x'.repeat(2_000)];

    const fault = check('a\n1\n', { columns });

    expect(JSON.stringify(fault).length).toBeLessThan(500);
  });
});
