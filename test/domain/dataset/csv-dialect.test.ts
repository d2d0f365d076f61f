import { describe, expect, test } from 'vitest';
import { assertCsvDialect } from '../../../shared/domain/dataset/csv-dialect.ts';
import { readCsv, refusalOf } from './read-csv.ts';

describe('assertCsvDialect', () => {
  test.each([',', ';', '\t', '|', ' ', ':', '^'])('accepts %j as a delimiter', (delimiter) => {
    expect(() => {
      assertCsvDialect({ delimiter, decimalComma: false });
    }).not.toThrow();
  });

  test('accepts a comma as both delimiter and decimal comma', () => {
    expect(() => {
      assertCsvDialect({ delimiter: ',', decimalComma: true });
    }).not.toThrow();
  });

  test.each([
    ['', 'must be one ASCII character'],
    ['||', 'must be one ASCII character'],
    ['§', 'must be one ASCII character'],
    ...['"', 'a', 'Z', '0', '\r', '\n', '.', '-'].map((delimiter) => [
      delimiter,
      'must be no quote, letter, digit, line end, point or minus',
    ]),
  ])('refuses %j', (delimiter, message) => {
    const refusal = refusalOf(() => {
      assertCsvDialect({ delimiter, decimalComma: false });
    });

    expect(refusal.message).toBe(`The delimiter '${delimiter}' cannot be used: it ${message}.`);
    expect(refusal.issues).toEqual([{ pointer: '/delimiter', message }]);
  });
});

describe('a CsvReader of another dialect', () => {
  test.each([';', '\t', '|', '\0'])('splits fields at %j alone', (delimiter) => {
    const file = ['a', 'b,c'].join(delimiter) + '\n' + ['1,5', `"x${delimiter}y"`].join(delimiter) + '\r\n';

    expect(readCsv(file, { delimiter })).toMatchObject({
      names: ['a', 'b,c'],
      rows: [['1,5', `x${delimiter}y`]],
    });
  });

  test.each([
    ['\t', 'tab'],
    [';', "';'"],
  ])('names the delimiter %j in its messages', (delimiter, name) => {
    const file = `a${delimiter}b\n1${delimiter}"2"x\n`;

    expect(refusalOf(() => readCsv(file, { delimiter })).message).toBe(
      `Line 2 has text between a closing quote and the next ${name}.`,
    );
  });

  test('refuses a delimiter that cannot be one before it reads anything', () => {
    expect(refusalOf(() => readCsv('', { delimiter: '.' })).message).toMatch(/^The delimiter '\.' cannot/);
  });
});
