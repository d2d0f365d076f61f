import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  recurrenceList,
  recurrenceRequest,
  toRecurrence,
} from '../../../shared/contracts/http/recurrence.ts';
import { fromRecurrence } from '../../../shared/contracts/http/recurrence-view.ts';
import type { Exclusion } from '../../../shared/domain/schedule/exclusion.ts';
import type { Recurrence } from '../../../shared/domain/schedule/recurrence.ts';
import { at } from '../../support/example-job.ts';

const instant = fc.integer({ min: 0, max: at('9999-12-31T23:59:59.999Z') });
const startAt = fc.integer({ min: 0, max: at('2030-01-01T00:00:00Z') });
const endAt = fc.integer({ min: at('2040-01-01T00:00:00Z'), max: at('2090-01-01T00:00:00Z') });

const exclusions = fc.array(
  fc.constantFrom<Exclusion>(
    { type: 'date', on: '2035-12-25' },
    { type: 'date-range', startOn: '2035-12-24', endOn: '2036-01-02' },
    { type: 'instant-range', startAt: at('2035-03-01T00:00:00Z'), endAt: at('2035-03-01T06:00:00Z') },
  ),
  { minLength: 1, maxLength: 3 },
);

const recurrence: fc.Arbitrary<Recurrence> = fc.oneof(
  fc.record({ type: fc.constant('once' as const), at: instant }),
  fc.record(
    {
      type: fc.constant('interval' as const),
      everySeconds: fc.integer({ min: 1, max: 1_000_000 }),
      anchorAt: startAt,
      timeZone: fc.constantFrom('UTC', 'Asia/Tokyo'),
      startAt,
      endAt,
      exclusions,
    },
    { requiredKeys: ['type', 'everySeconds', 'anchorAt'] },
  ),
  fc.record(
    {
      type: fc.constant('cron' as const),
      dialect: fc.constant('unix5' as const),
      expression: fc.constantFrom('0 6 * * *', '*/5 * * * MON-FRI', '30 2 1 * *'),
      timeZone: fc.constantFrom('UTC', 'Europe/London', 'America/New_York'),
      dst: fc.constantFrom('shift' as const, 'skip' as const, 'both' as const),
      startAt,
      endAt,
      exclusions,
    },
    { requiredKeys: ['type', 'dialect', 'expression', 'timeZone', 'dst'] },
  ),
);

describe('a recurrence over HTTP', () => {
  test('comes back as it went out', () => {
    fc.assert(
      fc.property(recurrence, (given) => {
        const written: unknown = JSON.parse(JSON.stringify(fromRecurrence(given)));
        expect(toRecurrence(recurrenceRequest.parse(written))).toEqual(given);
      }),
    );
  });

  test('may give instants with an offset', () => {
    const once = recurrenceRequest.parse({ type: 'once', at: '2026-03-01T06:00:00+05:45' });

    expect(toRecurrence(once)).toEqual({ type: 'once', at: at('2026-03-01T00:15:00Z') });
  });

  test('counts an interval without an anchor from 1970', () => {
    expect(toRecurrence(recurrenceRequest.parse({ type: 'interval', everySeconds: 60 }))).toEqual({
      type: 'interval',
      everySeconds: 60,
      anchorAt: 0,
    });
  });

  test.each(['0 0 6 * * *', '0 0 6 1 1 MON'])('takes "%s" in the dialect ncrontab6', (expression) => {
    const given = { type: 'cron', dialect: 'ncrontab6', expression, timeZone: 'UTC' };

    expect(recurrenceRequest.parse(given)).toMatchObject({ dialect: 'ncrontab6', expression });
  });

  test.each<[string, object, (string | number)[]]>([
    ['a day that no calendar has', { type: 'date', on: '2026-02-30' }, ['exclusions', '0', 'on']],
    ['a calendar whose name is none', { type: 'calendar', name: '../bank' }, ['exclusions', 0, 'name']],
    [
      'a range of dates that runs backwards',
      { type: 'date-range', startOn: '2026-02-02', endOn: '2026-02-01' },
      ['exclusions', '0', 'endOn'],
    ],
  ])('refuses the exclusion of %s', (_what, exclusion, path) => {
    const given = { type: 'cron', expression: '0 6 * * *', timeZone: 'UTC', exclusions: [exclusion] };

    expect(recurrenceRequest.safeParse(given).error?.issues.map((issue) => issue.path)).toEqual([path]);
  });

  test('may name a calendar, which is looked for later', () => {
    const exclusions = [{ type: 'calendar', name: 'bank' }];
    const given = { type: 'cron', expression: '0 6 * * *', timeZone: 'UTC', exclusions };

    expect(recurrenceRequest.parse(given)).toMatchObject({ exclusions });
  });

  test('is refused where it names a calendar twice', () => {
    const bank = { type: 'calendar', name: 'bank' };
    const given = { type: 'interval', everySeconds: 60, exclusions: [bank, bank] };

    expect(recurrenceRequest.safeParse(given).error?.issues.map((issue) => issue.path)).toEqual([
      ['exclusions', '1', 'name'],
    ]);
  });

  test('refuses an exclusion of a single due time', () => {
    const given = { type: 'once', at: '2026-03-01T00:00:00Z', exclusions: [] };

    expect(recurrenceRequest.safeParse(given).success).toBe(false);
  });

  test('is stored with the IANA name of a Windows time zone', () => {
    const given = { type: 'cron', expression: '0 6 * * *', timeZone: 'W. Europe Standard Time' };

    expect(recurrenceRequest.parse(given)).toMatchObject({ timeZone: 'Europe/Berlin' });
  });
});

describe('the recurrences of a job over HTTP', () => {
  function everyMinuteWithout(...names: string[]): object {
    const exclusions = names.map((name) => ({ type: 'calendar', name }));
    return { type: 'interval', everySeconds: 60, exclusions };
  }

  test('may name five calendars together, however often each', () => {
    const given = [everyMinuteWithout('a', 'b', 'c'), everyMinuteWithout('c', 'd', 'e')];

    expect(recurrenceList.safeParse(given).success).toBe(true);
  });

  test('may not name six', () => {
    const given = [everyMinuteWithout('a', 'b', 'c'), everyMinuteWithout('d', 'e', 'f')];

    expect(recurrenceList.safeParse(given).error?.issues).toMatchObject([
      { path: [], message: 'must name at most 5 calendars together' },
    ]);
  });
});
