import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CsvReader } from '../../../shared/domain/dataset/csv-reader.ts';
import { InvalidInput } from '../../../shared/domain/errors.ts';
import { toBytes, toCsv } from '../../support/csv-text.ts';

interface Read {
  readonly names: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly rowCount: number;
}

/** Everything that a reader delivers, decoded, from chunks cut at the given positions. */
function read(file: string | Uint8Array, cuts: readonly number[] = [], wanted?: readonly number[]): Read {
  const bytes = typeof file === 'string' ? toBytes(file) : file;
  const rows: string[][] = [];
  let names: readonly string[] = [];
  const reader = new CsvReader({
    header(given) {
      names = given;
      return wanted ?? given.map((_, position) => position);
    },
    rows(batch) {
      for (let row = 0; row < batch.rowCount; row += 1) {
        const fields = Array.from({ length: batch.columnCount }, (_, column) => {
          const field = row * batch.columnCount + column;
          return new TextDecoder().decode(batch.bytes.subarray(batch.starts[field], batch.ends[field]));
        });
        rows.push(fields);
      }
    },
  });
  const positions = [
    0,
    ...[...cuts].map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b),
    bytes.length,
  ];
  positions.slice(1).forEach((end, index) => {
    // A copy, emptied after use: the reader must not rely on the caller's memory.
    const chunk = bytes.slice(positions[index], end);
    reader.push(chunk);
    chunk.fill(0);
  });
  const rowCount = reader.finish();
  return { names, rowCount, rows };
}

function messageOf(file: string | Uint8Array): string {
  try {
    read(file);
  } catch (error) {
    if (error instanceof InvalidInput) return error.message;
    throw error;
  }
  return '';
}

describe('CsvReader', () => {
  test('delivers names and fields', () => {
    expect(read('a,b\n1,x\n2,y\n')).toEqual({
      names: ['a', 'b'],
      rows: [
        ['1', 'x'],
        ['2', 'y'],
      ],
      rowCount: 2,
    });
  });

  test('reads a last line that has no line end', () => {
    expect(read('a,b\n1,2').rows).toEqual([['1', '2']]);
  });

  test('reads a last line that ends in a quoted field without line end', () => {
    expect(read('a,b\n1,"2"').rows).toEqual([['1', '2']]);
  });

  test('reads lines that end with CRLF', () => {
    expect(read('a,b\r\n1,2\r\n"3","4"\r\n').rows).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
  });

  test('leaves a byte order mark out of the first name', () => {
    expect(read('\ufeffa,b\n1,2\n').names).toEqual(['a', 'b']);
  });

  test('leaves a byte order mark out before a quoted name', () => {
    expect(read('\ufeff"a, 1",b\n1,2\n', [1, 2, 5]).names).toEqual(['a, 1', 'b']);
  });

  test('leaves out one byte order mark only, also when the header comes in pieces', () => {
    const file = '\ufeff\ufeffa,"b\nc"\n1,2\n';

    expect(read(file, [11]).names).toEqual(['\ufeffa', 'b\nc']);
  });

  test('reads commas, line breaks and doubled quotes within quotes', () => {
    expect(read('a,b\n"x,y","1\n2"\n"say ""hi""",""""\n').rows).toEqual([
      ['x,y', '1\n2'],
      ['say "hi"', '"'],
    ]);
  });

  test('keeps empty fields, quoted or not', () => {
    expect(read('a,b,c\n,"",\n').rows).toEqual([['', '', '']]);
  });

  test('keeps blanks around fields', () => {
    expect(read('a,b\n x ,\ty\n').rows).toEqual([[' x ', '\ty']]);
  });

  test('delivers only the wanted columns, in the order asked for', () => {
    expect(read('a,b,c\n1,2,3\n', [], [2, 0]).rows).toEqual([['3', '1']]);
  });

  test('counts rows when no column is wanted', () => {
    expect(read('a,b\n1,2\n3,4\n', [], []).rowCount).toBe(2);
  });

  test('takes an empty line of a one-column file for an empty field', () => {
    expect(read('a\n1\n\n3\n').rows).toEqual([['1'], [''], ['3']]);
  });

  test('passes over empty lines at the end of a wider file', () => {
    expect(read('a,b\n1,2\n\n\r\n').rowCount).toBe(1);
  });

  test('a file of a header alone has no rows', () => {
    expect(read('a,b')).toEqual({ names: ['a', 'b'], rows: [], rowCount: 0 });
  });

  test('reads a row that is longer than a slice of its buffer', () => {
    const long = 'x'.repeat(300_000);

    expect(read(`a,b\n1,"${long}"\n2,y\n`, [50_000, 200_000]).rows).toEqual([
      ['1', long],
      ['2', 'y'],
    ]);
  });

  test('delivers all rows of a file that is longer than a batch', () => {
    const rows = Array.from({ length: 30_000 }, (_, row) => [String(row), `${row}-"b"`]);

    expect(read(toCsv([['a', 'b'], ...rows])).rows).toEqual(rows);
  });

  test('does not depend on where the chunks are cut', () => {
    const field = fc.string({
      unit: fc.constantFrom('a', '1', '.', ',', '"', '\n', '\r\n', 'é', '\u{1f600}', ' '),
    });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(field, field), { maxLength: 8 }),
        fc.array(fc.nat(120), { maxLength: 12 }),
        fc.boolean(),
        (rows, cuts, isCrlf) => {
          const text = [['a', 'b'], ...rows]
            .map((row) => row.map(quoted).join(','))
            .join(isCrlf ? '\r\n' : '\n');
          expect(read(text, cuts).rows).toEqual(rows);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('gives the same from single bytes', () => {
    const text = '\ufeffé,"b""c"\r\n"1\n2",-3.25\r\n,"""\u{1f600}"""\r\n';

    expect(read(text, [...toBytes(text).keys()])).toEqual(read(text));
  });

  test.each([
    ['', 'The file is empty; a header line was expected.'],
    ['\ufeff', 'Line 1 is empty; a header line was expected.'],
    ['\n1\n', 'Line 1 is empty; a header line was expected.'],
    ['a,b,a\n', "Line 1 names the column 'a' more than once."],
    ['a,b\n1,2\n3\n', 'Line 3 has 1 field; the header has 2.'],
    ['a,b\n1,2\n3,4,5\n', 'Line 3 has 3 fields; the header has 2.'],
    ['a,b\n"1\n1",2\n3\n', 'Line 4 has 1 field; the header has 2.'],
    ['a,b\n1,2\n\n3,4\n', 'Line 3 is empty, but more rows follow.'],
    ['a,b\n1,2"x"\n', 'Line 2 has a quote inside a field that does not start with one.'],
    ['a,b\n1,"2"x\n', 'Line 2 has text between a closing quote and the next comma.'],
    ['a,b\n1,"2\n3,4\n', 'The row that starts at line 2 ends within a quoted field.'],
    ['a,b\r1,2\r3,4\n', 'Line 1 has a carriage return that no line feed follows; end lines with LF or CRLF.'],
  ])('refuses %j', (file, message) => {
    expect(messageOf(file)).toBe(message);
  });

  test('refuses a header that is not UTF-8', () => {
    expect(messageOf(Uint8Array.of(97, 44, 0xe9, 10))).toBe('Line 1, the header, is not UTF-8 in column 2.');
  });

  test.each([[[0xff, 0xfe, 97, 0, 10, 0]], [[0xfe, 0xff, 0, 97, 0, 10]]])('refuses UTF-16 (%j)', (bytes) => {
    expect(messageOf(Uint8Array.from(bytes))).toBe('The file is UTF-16; write it as UTF-8.');
  });

  test('refuses a row of more than 4 MiB instead of filling the memory', () => {
    expect(messageOf(`a,b\n1,"${'x\n'.repeat(3_000_000)}`)).toMatch(/^Line 2 starts a row longer than 4 MiB/);
  });

  test('takes no more chunks after it has failed', () => {
    const reader = new CsvReader({ header: () => [], rows: () => undefined });
    expect(() => {
      reader.push(toBytes('a,a\n'));
    }).toThrow(InvalidInput);

    expect(() => {
      reader.push(toBytes('1,2\n'));
    }).toThrow('finished or has failed');
  });

  test('cannot be finished twice', () => {
    const reader = new CsvReader({ header: () => [], rows: () => undefined });
    reader.push(toBytes('a\n'));
    reader.finish();

    expect(() => reader.finish()).toThrow('finished or has failed');
  });
});

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
