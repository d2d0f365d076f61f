import { describe, expect, test } from 'vitest';
import { recurrenceRequest } from '../../../../shared/contracts/http/recurrence.ts';
import { MONTH_DAYS } from '../../../../web/kit/recurrence/recurrence-options.ts';
import {
  fromChoice,
  toChoice,
  type RecurrenceChoice,
} from '../../../../web/kit/recurrence/recurrence-choice.ts';

const CHOICES: readonly RecurrenceChoice[] = [
  ...([1, 2, 15, 30, 60, 7, 45, 90] as const).map((count) => ({ every: 'minutes', count }) as const),
  ...([1, 6, 12, 24, 5, 36] as const).map((count) => ({ every: 'hours', count }) as const),
  { every: 'day', time: '00:00' },
  { every: 'day', time: '06:05' },
  { every: 'working-day', time: '23:59' },
  { every: 'week', days: ['MON'], time: '06:00' },
  { every: 'week', days: ['TUE', 'SAT', 'SUN'], time: '06:00' },
  ...MONTH_DAYS.flatMap(({ days }) => days).map(
    ({ value }) => ({ every: 'month', on: value, time: '06:30' }) as const,
  ),
];

/** What says the same in another way. */
const SAME = new Map([
  ['minutes 60', { every: 'hours', count: 1 }],
  ['minutes 90', { every: 'minutes', count: 90 }],
  ['hours 24', { every: 'day', time: '00:00' }],
]);

describe('fromChoice', () => {
  test.for(CHOICES)('is read back as the same choice: %j', (choice) => {
    const same = 'count' in choice ? SAME.get(`${choice.every} ${choice.count}`) : undefined;

    expect(toChoice(fromChoice(choice))).toEqual(same ?? choice);
  });

  test('gives what the API takes, whatever is chosen', () => {
    const refused = CHOICES.filter((choice) => {
      const fields = fromChoice(choice);
      const zoned = fields['type'] === 'cron' ? { ...fields, timeZone: 'Europe/London' } : fields;
      return !recurrenceRequest.safeParse(zoned).success;
    });

    expect(refused).toEqual([]);
  });

  test('keeps the distance over midnight where a count does not fill the day', () => {
    expect(fromChoice({ every: 'hours', count: 5 })).toEqual({ type: 'interval', everySeconds: 18_000 });
  });
});

describe('toChoice', () => {
  test.for([
    '5,35 * * * *',
    '0 6 1 * MON',
    '0 6 * 3 *',
    '0 6-8 * * *',
    '*/7 * * * *',
    '0 6 * * MON-WED',
    '0 25 * * *',
    'nonsense',
    '',
  ])('leaves an expression that no plain words have as it is: %s', (expression) => {
    expect(toChoice({ type: 'cron', expression })).toEqual({ every: 'cron' });
  });

  test('does not read the expression of one dialect by the rules of another', () => {
    expect(toChoice({ type: 'cron', dialect: 'ncrontab6', expression: '0 6 * * *' })).toEqual({
      every: 'cron',
    });
  });

  test('takes an interval that is counted from another instant for more than plain words', () => {
    const recurrence = { type: 'interval', everySeconds: 3600, anchorAt: '2026-01-01T00:30:00Z' };

    expect(toChoice(recurrence)).toEqual({ every: 'cron' });
  });
});
