import { describe, expect, test } from 'vitest';
import type { LogLineView } from '../../../../shared/contracts/http/job-logs.ts';
import { lineText, markedParts, mergeLines } from '../../../../web/kit/logs/log-lines.ts';

function line(at: string, message = 'm'): LogLineView {
  return {
    runId: 'j.1',
    attempt: 1,
    step: 's',
    at: `2026-11-21T${at}Z`,
    level: 'info',
    message,
    fields: { n: 1 },
  };
}

describe('mergeLines', () => {
  test('takes what was read once more in place of what was known from there on', () => {
    const known = [line('12:00:00'), line('12:00:10'), line('12:00:20')];
    const fresh = [line('12:00:10'), line('12:00:15'), line('12:00:20')];

    const merged = mergeLines(known, fresh, Date.parse('2026-11-21T12:00:10Z'));

    expect(merged.map(({ at }) => at.slice(17, 19))).toEqual(['00', '10', '15', '20']);
  });
});

describe('lineText', () => {
  test('keeps a message with a line break on one line', () => {
    expect(lineText(line('12:00:00', 'a\nb'))).toBe('2026-11-21T12:00:00Z info  j.1~1 s: a b n=1');
  });
});

describe('markedParts', () => {
  test('marks each place, whatever its case, and loses nothing', () => {
    const parts = markedParts('Row by row', 'ROW');

    expect(parts.filter(({ isFound }) => isFound).map(({ text }) => text)).toEqual(['Row', 'row']);
    expect(parts.map(({ text }) => text).join('')).toBe('Row by row');
  });

  test('takes signs of patterns as they are', () => {
    expect(markedParts('a.*b', '.*')).toContainEqual({ text: '.*', isFound: true });
  });

  test('shows a text whole whose small letters are longer', () => {
    expect(markedParts('İx', 'x')).toEqual([{ text: 'İx', isFound: false }]);
  });
});
