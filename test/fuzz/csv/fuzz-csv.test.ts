import { expect, test } from 'vitest';
import { fuzzCsv } from './fuzz-csv.ts';
import { readReference } from './reference-csv.ts';

test('the CSV reader gives what going through the text character by character gives, however files are cut', () => {
  const { files, read, readWithMalformedRows, numbers } = fuzzCsv(1, 2_000);

  expect(read).toBeGreaterThan(files / 2);
  expect(readWithMalformedRows).toBeGreaterThan(files / 20);
  expect(numbers).toBeGreaterThan(files);
});

test('a reader that differs from its reference is noticed, and the file is shown', () => {
  const withoutLast: typeof readReference = (file, options) => {
    const { rows, ...rest } = readReference(file, options);
    return { ...rest, rows: rows.slice(0, -1) };
  };

  expect(() => fuzzCsv(1, 100, withoutLast)).toThrow(/Seed 1, file \d+: the reader differs .*text:/s);
});
