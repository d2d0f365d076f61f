import { describe, expect, test } from 'vitest';
import {
  calendarNames,
  emptyCalendars,
  unknownCalendars,
} from '../../../shared/domain/schedule/calendar-names.ts';
import type { Exclusion } from '../../../shared/domain/schedule/exclusion.ts';
import type { Recurrence } from '../../../shared/domain/schedule/recurrence.ts';
import { cronRecurrence } from './cron-recurrence.ts';

const BANK: Exclusion = { type: 'calendar', name: 'bank' };
const FREEZE: Exclusion = { type: 'calendar', name: 'freeze' };
const CHRISTMAS: Exclusion = { type: 'date', on: '2026-12-25' };

const RECURRENCES: readonly Recurrence[] = [
  { ...cronRecurrence('0 6 * * *'), exclusions: [CHRISTMAS, BANK] },
  { type: 'once', at: 0 },
  { type: 'interval', everySeconds: 60, anchorAt: 0, exclusions: [FREEZE, BANK] },
  cronRecurrence('0 7 * * *'),
];

test('calendarNames gives each name once', () => {
  expect(calendarNames(RECURRENCES)).toEqual(['bank', 'freeze']);
});

test('emptyCalendars has each that is named, without dates', () => {
  expect(emptyCalendars(RECURRENCES)).toEqual(
    new Map([
      ['bank', new Set()],
      ['freeze', new Set()],
    ]),
  );
});

describe('unknownCalendars', () => {
  test('points at every place that names one that is not there', () => {
    const issues = unknownCalendars(RECURRENCES, new Map([['freeze', new Set<string>()]]));

    expect(issues).toEqual([
      { pointer: '/0/exclusions/1/name', message: 'There is no calendar "bank".' },
      { pointer: '/2/exclusions/1/name', message: 'There is no calendar "bank".' },
    ]);
  });

  test('finds nothing when all are there', () => {
    expect(unknownCalendars(RECURRENCES, emptyCalendars(RECURRENCES))).toEqual([]);
  });
});
