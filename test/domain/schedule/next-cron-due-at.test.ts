import { describe, expect, test } from 'vitest';
import type { DstPolicy } from '../../../shared/domain/schedule/recurrence.ts';
import { cronRecurrence, dueBetween } from './cron-recurrence.ts';

interface Case {
  readonly says: string;
  readonly zone: string;
  readonly cron: string;
  readonly dst?: DstPolicy;
  readonly after: string;
  readonly until: string;
  readonly due: readonly string[];
}

function check({ zone, cron, dst, after, until, due }: Case): void {
  expect(dueBetween(cronRecurrence(cron, zone, dst), after, until)).toEqual(due);
}

// 2026-03-08 07:00Z: 02:00 -05:00 becomes 03:00 -04:00. 2026-11-01 06:00Z: 02:00 -04:00 becomes 01:00 -05:00.
const newYork = { zone: 'America/New_York' };
const newYorkSpring = { ...newYork, after: '2026-03-08T04:59Z', until: '2026-03-09T03:59Z' };
const newYorkAutumn = { ...newYork, after: '2026-11-01T03:59Z', until: '2026-11-02T04:59Z' };
// 2026-03-29 01:00Z and 2026-10-25 01:00Z all over Europe, whatever the local hour.
const europeSpring = { after: '2026-03-29T00:00Z', until: '2026-03-29T05:00Z' };
const europeAutumn = { after: '2026-10-24T23:30Z', until: '2026-10-25T04:00Z' };
// 2026-10-03 15:30Z: 02:00 +10:30 becomes 02:30 +11:00. 2026-04-04 15:00Z: 02:00 +11:00 becomes 01:30 +10:30.
const lordHoweSpring = {
  zone: 'Australia/Lord_Howe',
  after: '2026-10-03T14:00Z',
  until: '2026-10-03T17:00Z',
};
const lordHoweAutumn = {
  zone: 'Australia/Lord_Howe',
  after: '2026-04-04T13:30Z',
  until: '2026-04-04T16:30Z',
};
// 01:00 +00:00 becomes 03:00 +02:00, and back from 03:00 to 01:00.
const troll = { zone: 'Antarctica/Troll' };
// 2026-04-23 22:00Z: 24 April 00:00 +02:00 becomes 01:00. 2026-10-29 21:00Z: 24:00 +03:00 becomes 23:00.
const cairo = { zone: 'Africa/Cairo' };
// 2011-12-30 10:00Z: the end of the 29th, -10:00, becomes the start of the 31st, +14:00.
const apia = { zone: 'Pacific/Apia', after: '2011-12-29T10:00Z', until: '2011-12-31T09:59Z' };

describe('a fixed local time that is left out', () => {
  test.each<Case>([
    {
      says: 'moves 02:30 to 03:00 in New York',
      ...newYorkSpring,
      cron: '30 2 * * *',
      due: ['2026-03-08T07:00Z'],
    },
    { says: 'moves 02:00 to 03:00', ...newYorkSpring, cron: '0 2 * * *', due: ['2026-03-08T07:00Z'] },
    { says: 'leaves 01:59 alone', ...newYorkSpring, cron: '59 1 * * *', due: ['2026-03-08T06:59Z'] },
    { says: 'leaves 03:00 alone', ...newYorkSpring, cron: '0 3 * * *', due: ['2026-03-08T07:00Z'] },
    {
      says: 'makes one run of 02:00, 02:30 and 03:00',
      ...newYorkSpring,
      cron: '0,30 2,3 * * *',
      due: ['2026-03-08T07:00Z', '2026-03-08T07:30Z'],
    },
    { says: 'is not run with skip', ...newYorkSpring, cron: '30 2 * * *', dst: 'skip', due: [] },
    {
      says: 'keeps 03:00 with skip when 02:00 falls away',
      ...newYorkSpring,
      cron: '0 2,3 * * *',
      dst: 'skip',
      due: ['2026-03-08T07:00Z'],
    },
    {
      says: 'is never found with skip when all its dates are ones that leave it out',
      zone: 'Australia/Lord_Howe',
      after: '2026-01-01T00:00Z',
      until: '9999-01-01T00:00Z',
      cron: '15 2 1-7 10 */7',
      dst: 'skip',
      due: [],
    },
    {
      says: 'is moved with both',
      ...newYorkSpring,
      cron: '30 2 * * *',
      dst: 'both',
      due: ['2026-03-08T07:00Z'],
    },
    {
      says: 'moves 01:30 to 02:00 in London',
      zone: 'Europe/London',
      ...europeSpring,
      cron: '30 1 * * *',
      due: ['2026-03-29T01:00Z'],
    },
    {
      says: 'moves 02:15 to 03:00 in Berlin',
      zone: 'Europe/Berlin',
      ...europeSpring,
      cron: '15 2 * * *',
      due: ['2026-03-29T01:00Z'],
    },
    {
      says: 'moves 02:15 to 02:30 on Lord Howe',
      ...lordHoweSpring,
      cron: '15 2 * * *',
      due: ['2026-10-03T15:30Z'],
    },
    {
      says: 'leaves 02:30 alone on Lord Howe',
      ...lordHoweSpring,
      cron: '30 2 * * *',
      due: ['2026-10-03T15:30Z'],
    },
    {
      says: 'moves 01:30 and 02:30 to one 03:00 at Troll',
      ...troll,
      ...europeSpring,
      cron: '30 1,2 * * *',
      due: ['2026-03-29T01:00Z'],
    },
    {
      says: 'moves midnight to 01:00 in Cairo',
      ...cairo,
      after: '2026-04-23T20:00Z',
      until: '2026-04-24T20:00Z',
      cron: '0 0 * * *',
      due: ['2026-04-23T22:00Z'],
    },
    {
      says: 'runs a Friday job on the Friday that begins at 01:00 in Cairo',
      ...cairo,
      after: '2026-04-20T00:00Z',
      until: '2026-04-26T00:00Z',
      cron: '30 0 * * FRI',
      due: ['2026-04-23T22:00Z'],
    },
    {
      says: 'moves midnight to 01:00 in Beirut',
      zone: 'Asia/Beirut',
      after: '2026-03-28T20:00Z',
      until: '2026-03-29T20:00Z',
      cron: '0 0 * * *',
      due: ['2026-03-28T22:00Z'],
    },
    {
      says: 'moves midnight to 01:00 in Asuncion',
      zone: 'America/Asuncion',
      after: '2024-10-05T05:00Z',
      until: '2024-10-07T02:00Z',
      cron: '0 0 * * *',
      due: ['2024-10-06T04:00Z'],
    },
    {
      says: 'moves 23:30 to midnight of the next day in Nuuk',
      zone: 'America/Nuuk',
      after: '2024-03-30T12:00Z',
      until: '2024-03-31T12:00Z',
      cron: '30 23 30 3 *',
      due: ['2024-03-31T01:00Z'],
    },
    {
      says: 'runs the lost day of Apia at its end',
      ...apia,
      cron: '0 2 30 12 *',
      due: ['2011-12-30T10:00Z'],
    },
    {
      says: 'makes one run of all hours of the lost day',
      ...apia,
      cron: '0 0-23 30 12 *',
      due: ['2011-12-30T10:00Z'],
    },
    {
      says: 'does not run the lost day of Apia with skip',
      ...apia,
      cron: '0 2 30 12 *',
      dst: 'skip',
      due: [],
    },
  ])('$says', check);
});

describe('a fixed local time that comes twice', () => {
  test.each<Case>([
    { says: 'runs the first time', ...newYorkAutumn, cron: '30 1 * * *', due: ['2026-11-01T05:30Z'] },
    { says: 'runs the first 01:00', ...newYorkAutumn, cron: '0 1 * * *', due: ['2026-11-01T05:00Z'] },
    { says: 'leaves 02:00 alone', ...newYorkAutumn, cron: '0 2 * * *', due: ['2026-11-01T07:00Z'] },
    {
      says: 'runs both times with both',
      ...newYorkAutumn,
      cron: '30 1 * * *',
      dst: 'both',
      due: ['2026-11-01T05:30Z', '2026-11-01T06:30Z'],
    },
    {
      says: 'runs the first time with skip',
      ...newYorkAutumn,
      cron: '30 1 * * *',
      dst: 'skip',
      due: ['2026-11-01T05:30Z'],
    },
    {
      says: 'runs an hourly list once an hour of the clock face',
      ...newYorkAutumn,
      cron: '15 0-3 * * *',
      due: ['2026-11-01T04:15Z', '2026-11-01T05:15Z', '2026-11-01T07:15Z', '2026-11-01T08:15Z'],
    },
    {
      says: 'is over when asked between the two',
      ...newYork,
      after: '2026-11-01T05:45Z',
      until: '2026-11-01T23:00Z',
      cron: '30 1 * * *',
      due: [],
    },
    {
      says: 'is over when asked within the second hour',
      ...newYork,
      after: '2026-11-01T06:10Z',
      until: '2026-11-01T23:00Z',
      cron: '30 1 * * *',
      due: [],
    },
    {
      says: 'has its second turn within the second hour with both',
      ...newYork,
      after: '2026-11-01T06:10Z',
      until: '2026-11-01T23:00Z',
      cron: '30 1 * * *',
      dst: 'both',
      due: ['2026-11-01T06:30Z'],
    },
    {
      says: 'runs the first 01:30 in London',
      zone: 'Europe/London',
      ...europeAutumn,
      cron: '30 1 * * *',
      due: ['2026-10-25T00:30Z'],
    },
    {
      says: 'runs the first 02:30 in Berlin',
      zone: 'Europe/Berlin',
      ...europeAutumn,
      cron: '30 2 * * *',
      due: ['2026-10-25T00:30Z'],
    },
    {
      says: 'runs the first 01:45 on Lord Howe',
      ...lordHoweAutumn,
      cron: '45 1 * * *',
      due: ['2026-04-04T14:45Z'],
    },
    {
      says: 'leaves 01:15 alone on Lord Howe, where only half an hour repeats',
      ...lordHoweAutumn,
      cron: '15 1 * * *',
      dst: 'both',
      due: ['2026-04-04T14:15Z'],
    },
    {
      says: 'runs the first 01:30 and 02:30 at Troll, where two hours repeat',
      ...troll,
      after: '2026-10-24T22:00Z',
      until: '2026-10-25T06:00Z',
      cron: '30 1,2 * * *',
      due: ['2026-10-24T23:30Z', '2026-10-25T00:30Z'],
    },
    {
      says: 'runs the first 23:30 in Cairo, a day before the last minute of that date',
      ...cairo,
      after: '2026-10-29T12:00Z',
      until: '2026-10-30T12:00Z',
      cron: '30 23 * * *',
      due: ['2026-10-29T20:30Z'],
    },
    {
      says: 'runs midnight once in Cairo, after the repeated hour',
      ...cairo,
      after: '2026-10-29T12:00Z',
      until: '2026-10-30T12:00Z',
      cron: '0 0 * * *',
      dst: 'both',
      due: ['2026-10-29T22:00Z'],
    },
  ])('$says', check);
});

describe('a recurrence with a star at the start of minute or hour', () => {
  test.each<Case>([
    {
      says: 'runs every half hour through both copies of an hour',
      ...newYork,
      after: '2026-11-01T04:59Z',
      until: '2026-11-01T07:00Z',
      cron: '*/30 * * * *',
      due: [
        '2026-11-01T05:00Z',
        '2026-11-01T05:30Z',
        '2026-11-01T06:00Z',
        '2026-11-01T06:30Z',
        '2026-11-01T07:00Z',
      ],
    },
    {
      says: 'runs in both copies also when only the minute is starred',
      ...newYorkAutumn,
      cron: '*/30 1 * * *',
      due: ['2026-11-01T05:00Z', '2026-11-01T05:30Z', '2026-11-01T06:00Z', '2026-11-01T06:30Z'],
    },
    {
      says: 'runs in both copies whatever the policy',
      ...newYorkAutumn,
      cron: '30 */1 1 11 *',
      dst: 'skip',
      due: Array.from({ length: 25 }, (_, hour) =>
        new Date(Date.parse('2026-11-01T04:30Z') + hour * 3_600_000).toISOString().replace(':00.000Z', 'Z'),
      ),
    },
    {
      says: 'has no turn in an hour that does not exist',
      ...newYorkSpring,
      until: '2026-03-08T08:30Z',
      cron: '0 */1 * * *',
      due: ['2026-03-08T05:00Z', '2026-03-08T06:00Z', '2026-03-08T07:00Z', '2026-03-08T08:00Z'],
    },
    {
      says: 'does not make up for a stepped hour that falls in the gap',
      ...newYorkSpring,
      until: '2026-03-08T09:00Z',
      cron: '0 */2 * * *',
      due: ['2026-03-08T05:00Z', '2026-03-08T08:00Z'],
    },
    {
      says: 'does not make up for a starred minute of the missing hour',
      ...newYorkSpring,
      cron: '*/15 2 * * *',
      due: [],
    },
    {
      says: 'runs through the half hour that repeats on Lord Howe',
      ...lordHoweAutumn,
      after: '2026-04-04T14:14Z',
      until: '2026-04-04T15:30Z',
      cron: '*/15 1 * * *',
      due: [
        '2026-04-04T14:15Z',
        '2026-04-04T14:30Z',
        '2026-04-04T14:45Z',
        '2026-04-04T15:00Z',
        '2026-04-04T15:15Z',
      ],
    },
    {
      says: 'goes from the 29th to the 31st in Apia',
      ...apia,
      cron: '0 */12 * * *',
      due: ['2011-12-29T22:00Z', '2011-12-30T10:00Z', '2011-12-30T22:00Z'],
    },
  ])('$says', check);
});

describe('zones', () => {
  test.each<Case>([
    {
      says: 'runs midnight in Kolkata at 18:30 UTC',
      zone: 'Asia/Kolkata',
      after: '2026-01-01T00:00Z',
      until: '2026-01-03T00:00Z',
      cron: '0 0 * * *',
      due: ['2026-01-01T18:30Z', '2026-01-02T18:30Z'],
    },
    {
      says: 'runs on the hour of a zone that is 45 minutes off',
      zone: 'Asia/Kathmandu',
      after: '2026-01-01T00:00Z',
      until: '2026-01-01T02:00Z',
      cron: '0 * * * *',
      due: ['2026-01-01T00:15Z', '2026-01-01T01:15Z'],
    },
    {
      says: 'goes by the local date of a zone 14 hours ahead',
      zone: 'Pacific/Kiritimati',
      after: '2026-01-01T00:00Z',
      until: '2026-02-28T00:00Z',
      cron: '0 1 1 2 *',
      due: ['2026-01-31T11:00Z'],
    },
    {
      says: 'follows clocks that go back for Ramadan in Casablanca',
      zone: 'Africa/Casablanca',
      after: '2026-02-14T00:00Z',
      until: '2026-02-17T00:00Z',
      cron: '30 2 * * *',
      due: ['2026-02-14T01:30Z', '2026-02-15T01:30Z', '2026-02-16T02:30Z'],
    },
    {
      says: 'sees the one-week summer of Noronha in 2000',
      zone: 'America/Noronha',
      after: '2000-10-07T12:00Z',
      until: '2000-10-16T12:00Z',
      cron: '0 12 7-16 10 *',
      due: [
        '2000-10-07T14:00Z',
        ...[8, 9, 10, 11, 12, 13, 14].map((day) => `2000-10-${String(day).padStart(2, '0')}T13:00Z`),
        '2000-10-15T14:00Z',
      ],
    },
    {
      says: 'takes leap days far ahead in a zone that changes clocks',
      ...newYork,
      after: '2088-02-29T12:00Z',
      until: '2130-01-01T00:00Z',
      cron: '0 0 29 2 */7',
      due: ['2128-02-29T05:00Z'],
    },
  ])('$says', check);
});
