import { describe, expect, test } from 'vitest';
import {
  endOfKey,
  grantInWords,
  isGuid,
  principalText,
  reasonHeader,
  tidyGrants,
} from '../../../web/access/grant-words.ts';

describe('grants', () => {
  test('are said in words', () => {
    expect(grantInWords({ role: 'operator', valueStream: 'retention' })).toBe('Operator of retention');
    expect(grantInWords({ role: 'admin', valueStream: '*' })).toBe('Administrator of all value streams');
  });

  test('are one for each value stream, without blanks and empty lines', () => {
    expect(
      tidyGrants([
        { role: 'reader', valueStream: ' retention ' },
        { role: 'reader', valueStream: '' },
        { role: 'operator', valueStream: 'retention' },
      ]),
    ).toEqual([{ role: 'operator', valueStream: 'retention' }]);
  });
});

describe('a principal', () => {
  test('has an id in small letters, however it was pasted', () => {
    const pasted = ' 0F9C2A4E-5B1D-4C6F-8E7A-3D2B1C0A9F8E ';

    expect(isGuid(pasted)).toBe(true);
    expect(principalText('group', pasted)).toBe('group:0f9c2a4e-5b1d-4c6f-8e7a-3d2b1c0a9f8e');
    expect(isGuid('ada')).toBe(false);
  });
});

test('a key ends so many days after it is made', () => {
  expect(endOfKey(30, Date.parse('2026-03-01T00:00:00Z'))).toBe('2026-03-31T00:00:00.000Z');
});

test('a reason is sent in letters that a header can hold', () => {
  expect(reasonHeader(' für später → ')).toEqual({ 'change-reason': 'für später ?' });
  expect(reasonHeader('  ')).toEqual({});
});
