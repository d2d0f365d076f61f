import { describe, expect, test } from 'vitest';
import { actionInWords, toldOnce } from '../../../web/kit/changes/change-words.ts';
import { differencesBetween } from '../../../web/kit/changes/state-differences.ts';

describe('differencesBetween', () => {
  test('names what differs down to plain values', () => {
    const before = { name: 'a', policies: { retry: 1, overlap: 'skip' } };
    const after = { name: 'a', policies: { retry: 2, overlap: 'skip' } };

    expect(differencesBetween(before, after)).toEqual([{ field: 'policies.retry', before: '1', after: '2' }]);
  });

  test('tells what was not there before, or is not any more', () => {
    expect(differencesBetween(undefined, { dates: ['2026-12-25', '2026-12-26'] })).toEqual([
      { field: 'dates', before: undefined, after: '2026-12-25, 2026-12-26' },
    ]);
    expect(differencesBetween({ epoch: 5 }, {})).toEqual([{ field: 'epoch', before: '5', after: undefined }]);
  });

  test('says what the entries of a list hold', () => {
    expect(
      differencesBetween({}, { grants: [{ role: 'operator', valueStream: 'retention' }] })[0]?.after,
    ).toBe('operator · retention');
  });
});

describe('toldOnce', () => {
  const asked = { subject: 'lock:a', changeId: '1', outcome: 'asked' } as const;

  test('leaves out what was asked where it is told what became of it', () => {
    const done = { ...asked, outcome: 'done' } as const;

    expect(toldOnce([done, asked])).toEqual([done]);
  });

  test('keeps what was asked where nothing else is known', () => {
    expect(toldOnce([asked])).toEqual([asked]);
  });

  test('has the same change of two subjects apart', () => {
    const other = { ...asked, subject: 'lock:b', outcome: 'done' } as const;

    expect(toldOnce([other, asked])).toEqual([other, asked]);
  });

  test('leaves out a refused try beside the same change that was made', () => {
    const done = { ...asked, outcome: 'done' } as const;

    expect(toldOnce([done, { ...asked, outcome: 'refused' }])).toEqual([done]);
  });
});

test('an action is said in words', () => {
  expect(actionInWords('break-and-forget-ticket')).toBe('Break and forget ticket');
});
