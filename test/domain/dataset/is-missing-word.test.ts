import { describe, expect, test } from 'vitest';
import { isMissingWord } from '../../../shared/domain/dataset/is-missing-word.ts';
import { toBytes } from '../../support/csv-text.ts';

function isMissing(text: string): boolean {
  const bytes = toBytes(text);
  return isMissingWord(bytes, 0, bytes.length);
}

describe('isMissingWord', () => {
  test.each(['', ' ', 'NaN', 'nan', 'NA', 'N/A', 'null', 'NULL', ' NA '])(
    '“%s” says that there is no value',
    (text) => {
      expect(isMissing(text)).toBe(true);
    },
  );

  test.each(['none', 'na', 'Null', '-', '0', '?'])('“%s” is text', (text) => {
    expect(isMissing(text)).toBe(false);
  });
});
