import { describe, expect, test } from 'vitest';
import { parseExactJson, toExactJson } from '../../../../shared/kinds/databricks/contracts/exact-json.ts';

describe('JSON with ids of 64 bits', () => {
  test.each([
    ['{"run_id":9007199254740993}', { run_id: '9007199254740993' }],
    ['[9223372036854775807,1]', ['9223372036854775807', 1]],
    ['{"at":1764500000000,"share":0.1234567890123456}', { at: 1_764_500_000_000, share: 0.1234567890123456 }],
    [
      '{"text":"run 9007199254740993 \\" 9007199254740993"}',
      { text: 'run 9007199254740993 " 9007199254740993' },
    ],
  ])('reads %s', (text, value) => {
    expect(parseExactJson(text)).toEqual(value);
  });

  test('writes ids as numbers', () => {
    expect(toExactJson({ a: 'x' }, { run_id: '9007199254740993', other: undefined })).toBe(
      '{"run_id":9007199254740993,"a":"x"}',
    );
    expect(toExactJson({}, { run_id: '1' })).toBe('{"run_id":1}');
  });

  test('writes nothing else where an id belongs', () => {
    expect(() => toExactJson({}, { run_id: '1,"a":2' })).toThrow(RangeError);
  });
});
