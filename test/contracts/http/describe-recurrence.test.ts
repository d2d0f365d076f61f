import { describe, expect, test } from 'vitest';
import { describeRecurrence } from '../../../shared/contracts/http/describe-recurrence.ts';
import type { CronRecurrence } from '../../../shared/domain/schedule/recurrence.ts';
import { at } from '../../support/example-job.ts';

const daily: CronRecurrence = {
  type: 'cron',
  dialect: 'unix5',
  expression: '0 6 * * *',
  timeZone: 'Europe/London',
  dst: 'shift',
};

describe('describeRecurrence', () => {
  test.each<[CronRecurrence['dialect'], string, string]>([
    ['unix5', '0 6 * * *', 'At 06:00'],
    ['unix5', '@daily', 'At 00:00'],
    ['unix5', '30 1 * * MON-FRI', 'At 01:30, Monday through Friday'],
    ['unix5', '0 6 1 * MON', 'At 06:00, on day 1 of the month, and on Monday (either day is enough)'],
    ['ncrontab6', '0 0 6 1 * MON', 'At 06:00, on day 1 of the month, only on Monday'],
    ['ncrontab6', '* * * * * *', 'Every second'],
    ['ncrontab6', '0 0 6 * * 0', 'At 06:00, only on Sunday'],
    ['quartz', '0 0 6 ? * 1', 'At 06:00, only on Sunday'],
    ['quartz', '0 0 6 L * ?', 'At 06:00, on the last day of the month'],
    ['quartz', '0 0 6 ? * 6#3', 'At 06:00, on the third Friday of the month'],
    ['quartz', '0 0 6 1,15W * ?', 'When "0 0 6 1,15W * ?" (quartz) says so'],
  ])('puts %s "%s" into words', (dialect, expression, words) => {
    expect(describeRecurrence({ ...daily, dialect, expression })).toBe(`${words}, Europe/London time`);
  });

  test('says what happens to times that clocks leave out or repeat', () => {
    expect(describeRecurrence({ ...daily, dst: 'skip' })).toContain('not at times that clocks leave out');
    expect(describeRecurrence({ ...daily, dst: 'both' })).toContain('twice at times that clocks repeat');
  });

  test('says when it begins and ends and what it leaves out', () => {
    const limited: CronRecurrence = {
      ...daily,
      startAt: at('2026-01-01T00:00:00Z'),
      endAt: at('2026-12-31T00:00:00Z'),
      exclusions: [
        { type: 'date', on: '2026-12-25' },
        { type: 'date-range', startOn: '2026-08-01', endOn: '2026-08-14' },
        { type: 'calendar', name: 'bank' },
      ],
    };

    expect(describeRecurrence(limited)).toBe(
      'At 06:00, Europe/London time, not before 2026-01-01T00:00:00Z, not after 2026-12-31T00:00:00Z, ' +
        'except on 2026-12-25, from 2026-08-01 to 2026-08-14, on the dates of "bank" (Europe/London dates)',
    );
  });

  test.each([
    [1, 'Every second'],
    [90, 'Every 90 seconds'],
    [3600, 'Every hour'],
    [172_800, 'Every 2 days'],
  ])('puts an interval of %d seconds into words', (everySeconds, words) => {
    expect(describeRecurrence({ type: 'interval', everySeconds, anchorAt: 0 })).toBe(
      `${words} from 1970-01-01T00:00:00Z`,
    );
  });

  test('says when a single slot is', () => {
    expect(describeRecurrence({ type: 'once', at: at('2026-12-01T06:00:00Z') })).toBe(
      'Once, at 2026-12-01T06:00:00Z',
    );
  });
});
