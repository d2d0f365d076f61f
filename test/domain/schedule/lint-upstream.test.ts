import { describe, expect, test } from 'vitest';
import { lintUpstream } from '../../../shared/domain/schedule/lint-upstream.ts';
import { NO_CALENDARS } from '../../../shared/domain/schedule/exclusion.ts';
import type { LintWarning } from '../../../shared/domain/schedule/lint-recurrences.ts';
import { cronRecurrence } from './cron-recurrence.ts';

// A Thursday.
const NOW = Date.UTC(2026, 0, 1, 7);

function lint(expression: string, upstream: string): readonly LintWarning[] {
  const recurrences = [cronRecurrence(upstream)];
  return lintUpstream(
    { recurrences: [cronRecurrence(expression)], now: NOW },
    { jobId: 'b', state: 'present', recurrences, calendars: NO_CALENDARS },
  );
}

describe('lintUpstream', () => {
  test.each([
    ['0 6 * * *', '0 6 * * *'],
    ['0 6 * * *', '0 * * * *'],
    ['0 6 * * MON-FRI', '0 6 * * *'],
  ])('is silent where every slot of "%s" is one of "%s"', (expression, upstream) => {
    expect(lint(expression, upstream)).toEqual([]);
  });

  test('counts the slots that the other job does not have, and names the first', () => {
    expect(lint('0 6 * * *', '0 6 * * MON-FRI')).toEqual([
      {
        code: 'upstream-not-due',
        pointer: '/after/jobId',
        message:
          "Of the next 10 slots 4, the first of them 2026-01-03T06:00:00.000Z, are none of job 'b': their runs fail as upstream-failed. Give both jobs the same recurrences.",
      },
    ]);
  });

  test('is silent where there are no slots any more', () => {
    const recurrences = [{ type: 'once', at: NOW - 1 } as const];

    const facts = { jobId: 'b', state: 'present', recurrences: [], calendars: NO_CALENDARS } as const;

    expect(lintUpstream({ recurrences, now: NOW }, facts)).toEqual([]);
  });

  test('says that the other job is gone', () => {
    const recurrences = [cronRecurrence('0 6 * * *')];

    expect(lintUpstream({ recurrences, now: NOW }, { jobId: 'b', state: 'missing' })).toEqual([
      {
        code: 'no-upstream',
        pointer: '/after/jobId',
        message: "There is no job 'b' any more: every run of a slot fails as upstream-failed.",
      },
    ]);
  });
});
