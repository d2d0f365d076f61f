/**
 * By default a sample of the zones' clock changes, by `DST_SWEEP_SEED` (1). `DST_SWEEP=all` takes every change of
 * every zone that the runtime knows, which takes minutes.
 */
import { describe, expect, test } from 'vitest';
import { disagreements, SETTINGS_PER_DAY } from './dst-disagreements.ts';
import { daysOfChange } from './minute-by-minute-oracle.ts';
import { createNumbers } from './seeded-numbers.ts';

const FROM = Date.UTC(2024, 0, 1);
const TO = Date.UTC(2031, 0, 1);
const SAMPLED_ZONES = 25;
const SWEEP_TIMEOUT_MS = 30 * 60_000;

/** Half-hour and two-hour changes, changes at midnight, before midnight, twice a year more than usual. */
const notable = [
  'America/New_York',
  'America/Santiago',
  'America/Nuuk',
  'America/St_Johns',
  'America/Asuncion',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Antarctica/Troll',
  'Asia/Beirut',
  'Australia/Lord_Howe',
  'Europe/Berlin',
  'Europe/London',
  'Pacific/Chatham',
];

const all = Intl.supportedValuesOf('timeZone');
const sweepsAll = process.env['DST_SWEEP'] === 'all';
const seed = Number(process.env['DST_SWEEP_SEED'] ?? 1);

describe('nextDueAt beside a minute-by-minute walk', () => {
  test.runIf(!sweepsAll).each(notable)('agrees on two clock changes of %s', (timeZone) => {
    const days = daysOfChange(timeZone, FROM, TO);
    const pick = createNumbers(seed);
    const first = Math.floor(pick() * (days.length - 1));

    expect(days.length).toBeGreaterThan(1);
    expect(days.slice(first, first + 2).flatMap((day) => disagreements(timeZone, day))).toEqual([]);
  });

  test.runIf(!sweepsAll)(`agrees on one clock change of each zone drawn by seed ${seed}`, () => {
    const pick = createNumbers(seed);
    const zones = Array.from({ length: SAMPLED_ZONES }, () => all[Math.floor(pick() * all.length)] ?? 'UTC');
    const found = zones.flatMap((timeZone) => {
      const days = daysOfChange(timeZone, FROM, TO);
      const day = days[Math.floor(pick() * days.length)];
      return day === undefined ? [] : disagreements(timeZone, day);
    });

    expect(found).toEqual([]);
  });

  test.runIf(sweepsAll)(
    'agrees on every clock change of every zone from 2024 to 2030',
    { timeout: SWEEP_TIMEOUT_MS },
    () => {
      let days = 0;
      const found = all.flatMap((timeZone) => {
        const changes = daysOfChange(timeZone, FROM, TO);
        days += changes.length;
        return changes.flatMap((day) => disagreements(timeZone, day));
      });
      console.log(`${all.length} zones, ${days} days, ${days * SETTINGS_PER_DAY} comparisons`);

      expect(found).toEqual([]);
    },
  );

  test('agrees on the day that Apia left out', () => {
    expect(disagreements('Pacific/Apia', Date.UTC(2011, 11, 30))).toEqual([]);
  });
});
