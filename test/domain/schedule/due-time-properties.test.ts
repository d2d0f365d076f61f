import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dueTimes } from '../../../shared/domain/schedule/due-times.ts';
import { nextDueAt } from '../../../shared/domain/schedule/next-due-at.ts';
import type { Recurrence } from '../../../shared/domain/schedule/recurrence.ts';
import { recurrenceIssues } from '../../../shared/domain/schedule/validate-recurrence.ts';
import { cronRecurrence } from './cron-recurrence.ts';

function fieldBetween(min: number, max: number): fc.Arbitrary<string> {
  const value = fc.integer({ min, max });
  const range = fc.tuple(value, value).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
  const step = fc.integer({ min: 1, max: max - min });
  const item = fc.oneof(
    value.map(String),
    range,
    fc.tuple(range, step).map(([span, every]) => `${span}/${every}`),
  );
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant('*') },
    { weight: 1, arbitrary: step.map((every) => `*/${every}`) },
    { weight: 3, arbitrary: fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => items.join(',')) },
  );
}

const instants = fc.integer({ min: Date.UTC(1995, 0, 1), max: Date.UTC(2045, 0, 1) });

const cronExpressions = fc
  .tuple(
    fieldBetween(0, 59),
    fieldBetween(0, 23),
    fieldBetween(1, 31),
    fieldBetween(1, 12),
    fieldBetween(0, 7),
  )
  .map((fields) => fields.join(' '));

const cron: fc.Arbitrary<Recurrence> = fc.record({
  type: fc.constant('cron'),
  dialect: fc.constant('unix5'),
  expression: cronExpressions,
  timeZone: fc.constantFrom(
    'UTC',
    'Asia/Kolkata',
    'America/New_York',
    'Australia/Lord_Howe',
    'Antarctica/Troll',
    'Pacific/Apia',
    'Africa/Cairo',
    'Africa/Casablanca',
  ),
  dst: fc.constantFrom('shift', 'skip', 'both'),
});

const interval: fc.Arbitrary<Recurrence> = fc.record({
  type: fc.constant('interval'),
  everySeconds: fc.integer({ min: 1, max: 10_000_000 }),
  anchorAt: instants,
});

const once: fc.Arbitrary<Recurrence> = fc.record({ type: fc.constant('once'), at: instants });

const recurrences = fc.array(fc.oneof({ weight: 4, arbitrary: cron }, interval, once), {
  minLength: 1,
  maxLength: 3,
});

describe('nextDueAt', () => {
  test('is always after the instant asked about', () => {
    fc.assert(
      fc.property(recurrences, instants, (given, after) => {
        expect(nextDueAt(given, after) ?? Infinity).toBeGreaterThan(after);
      }),
      { numRuns: 1000 },
    );
  });

  test('is found again from any instant before it', () => {
    fc.assert(
      fc.property(recurrences, instants, fc.double({ min: 0, max: 1, noNaN: true }), (given, after, part) => {
        const dueAt = nextDueAt(given, after);
        fc.pre(dueAt !== undefined);
        const between = after + Math.floor((dueAt - 1 - after) * part);

        expect(nextDueAt(given, dueAt - 1)).toBe(dueAt);
        expect(nextDueAt(given, between)).toBe(dueAt);
      }),
      { numRuns: 1000 },
    );
  });

  test('never goes back when asked about a later instant', () => {
    fc.assert(
      fc.property(recurrences, instants, instants, (given, one, other) => {
        const earlier = nextDueAt(given, Math.min(one, other)) ?? Infinity;
        const later = nextDueAt(given, Math.max(one, other)) ?? Infinity;

        expect(earlier).toBeLessThanOrEqual(later);
      }),
      { numRuns: 1000 },
    );
  });

  test('is the earliest of what its recurrences give one by one', () => {
    fc.assert(
      fc.property(recurrences, instants, (given, after) => {
        const singly = given.map((recurrence) => nextDueAt([recurrence], after) ?? Infinity);

        expect(nextDueAt(given, after) ?? Infinity).toBe(Math.min(...singly));
      }),
      { numRuns: 500 },
    );
  });

  test('keeps an interval in step with its anchor', () => {
    fc.assert(
      fc.property(
        instants,
        fc.integer({ min: 1, max: 10_000_000 }),
        instants,
        (anchorAt, everySeconds, after) => {
          const dueAt = nextDueAt([{ type: 'interval', everySeconds, anchorAt }], after) ?? NaN;

          expect((dueAt - anchorAt) % (everySeconds * 1000)).toBe(0);
          expect(dueAt).toBeGreaterThanOrEqual(anchorAt);
          expect(dueAt - Math.max(after, anchorAt - 1)).toBeLessThanOrEqual(everySeconds * 1000);
        },
      ),
    );
  });

  test('gives something exactly for cron expressions that have no issue', () => {
    fc.assert(
      fc.property(cronExpressions, instants, (expression, after) => {
        const given = cronRecurrence(expression);
        const hasIssues = recurrenceIssues(given).length > 0;

        expect(nextDueAt([given], after) === undefined).toBe(hasIssues);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('dueTimes', () => {
  test('rise without repeating', () => {
    fc.assert(
      fc.property(recurrences, instants, (given, after) => {
        const found = dueTimes(given, { after, until: Infinity, limit: 20 });

        expect(found).toEqual([...new Set(found)].sort((a, b) => a - b));
      }),
    );
  });
});
