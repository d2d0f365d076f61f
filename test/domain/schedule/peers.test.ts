import { CronExpressionParser } from 'cron-parser';
import { Cron } from 'croner';
import { describe, expect, test } from 'vitest';
import { dueTimes } from '../../../shared/domain/schedule/due-times.ts';
import type { CronRecurrence } from '../../../shared/domain/schedule/recurrence.ts';
import { cronRecurrence } from './cron-recurrence.ts';
import { daysOfChange } from './minute-by-minute-oracle.ts';
import { PEER_FAULTS, type Difference } from './peer-faults.ts';

const HOUR_MS = 3_600_000;
const MAX_RUNS = 500;

interface Range {
  readonly after: number;
  readonly until: number;
}

type Peer = Difference['peer'];

function ours(recurrence: CronRecurrence, range: Range): readonly number[] {
  return dueTimes([recurrence], { ...range, limit: MAX_RUNS });
}

function theirs(
  peer: Peer,
  recurrence: Pick<CronRecurrence, 'expression' | 'timeZone'>,
  range: Range,
): readonly number[] {
  const next = peer === 'croner' ? nextOfCroner(recurrence, range) : nextOfCronParser(recurrence, range);
  const found: number[] = [];
  for (
    let dueAt = next();
    dueAt !== undefined && dueAt <= range.until && found.length < MAX_RUNS;
    dueAt = next()
  ) {
    found.push(dueAt);
  }
  return found;
}

function nextOfCroner(
  { expression, timeZone }: Pick<CronRecurrence, 'expression' | 'timeZone'>,
  { after }: Range,
): () => number | undefined {
  const cron = new Cron(expression, { timezone: timeZone, paused: true });
  let last = new Date(after);
  return () => {
    const next = cron.nextRun(last);
    if (next === null) return undefined;
    last = next;
    return next.getTime();
  };
}

function nextOfCronParser(
  { expression, timeZone }: Pick<CronRecurrence, 'expression' | 'timeZone'>,
  { after }: Range,
): () => number | undefined {
  const cron = CronExpressionParser.parse(expression, { tz: timeZone, currentDate: new Date(after) });
  return () => {
    try {
      return cron.next().getTime();
    } catch {
      // Its search gives up ("loop limit exceeded"): what is left is missing.
      return undefined;
    }
  };
}

const zones = [
  'America/Havana',
  'America/New_York',
  'America/Nuuk',
  'America/Santiago',
  'America/St_Johns',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Antarctica/Troll',
  'Asia/Beirut',
  'Atlantic/Azores',
  'Australia/Lord_Howe',
  'Europe/Berlin',
  'Europe/London',
  'Pacific/Chatham',
];
const aroundChanges = [
  '0 2 * * *',
  '30 2 * * *',
  '30 1 * * *',
  '0 0 * * *',
  '30 0 * * *',
  '30 23 * * *',
  '*/10 1 * * *',
  '0 */2 * * *',
  '15 1-3 * * *',
  '*/15 * * * *',
];

function differencesAroundChanges(): readonly Difference[] {
  return zones.flatMap((timeZone) =>
    daysOfChange(timeZone, Date.UTC(2026, 0, 1), Date.UTC(2027, 0, 1)).flatMap((day) => {
      const range = { after: day - 6 * HOUR_MS, until: day + 30 * HOUR_MS };
      return aroundChanges.flatMap((expression) =>
        differencesOf(cronRecurrence(expression, timeZone), range),
      );
    }),
  );
}

function differencesOf(recurrence: CronRecurrence, range: Range): readonly Difference[] {
  const due = ours(recurrence, range);
  return (['croner', 'cron-parser'] as const).flatMap((peer) => {
    const other = theirs(peer, recurrence, range);
    const missing = due.filter((instant) => !other.includes(instant));
    const extra = other.filter((instant) => !due.includes(instant));
    const { timeZone, expression } = recurrence;
    return missing.length + extra.length === 0 ? [] : [{ peer, timeZone, expression, missing, extra }];
  });
}

describe('the schedule beside croner and cron-parser', () => {
  const differences = differencesAroundChanges();

  test('differs around clock changes only where they are known to be wrong', () => {
    const unexplained = differences.filter(
      (difference) => !PEER_FAULTS.some(({ explains }) => explains(difference)),
    );

    expect(unexplained).toEqual([]);
  });

  test.each(PEER_FAULTS)('still finds that $name', ({ explains }) => {
    expect(differences.filter(explains).length).toBeGreaterThan(0);
  });

  test.each([
    '0 6 * * *',
    '*/20 9-17 * * MON-FRI',
    '0 0 13 * 5',
    '15 10 1,15 * *',
    '0 0 31 * *',
    '59 23 28-31 2 *',
    '0 12 */5 * *',
    '0 0 * 1,7 0',
    '0 0 29 2 *',
  ])('is due when they are, in UTC: "%s"', (expression) => {
    const range = { after: Date.UTC(2027, 10, 1), until: Date.UTC(2028, 9, 1) };

    expect(differencesOf(cronRecurrence(expression, 'UTC'), range)).toEqual([]);
  });

  test.each<[string, string, Peer]>([
    ['0 0 6 L * ?', '0 0 6 L * *', 'croner'],
    ['0 0 6 L * ?', '0 0 6 L * *', 'cron-parser'],
    ['0 0 6 15W * ?', '0 0 6 15W * *', 'croner'],
    ['0 0 6 1W * ?', '0 0 6 1W * *', 'croner'],
    ['0 0 6 LW * ?', '0 0 6 LW * *', 'croner'],
    ['0 0 6 ? * FRI#3', '0 0 6 * * FRI#3', 'croner'],
    ['0 0 6 ? * 6#5', '0 0 6 * * 5#5', 'cron-parser'],
    ['0 0 6 ? * 6L', '0 0 6 * * 5L', 'cron-parser'],
    ['*/20 30 6 ? JAN-MAR *', '*/20 30 6 * 1-3 *', 'croner'],
  ])('reads "%s" of quartz as "%s" is read by %s', (expression, written, peer) => {
    const recurrence = { ...cronRecurrence(expression, 'UTC'), dialect: 'quartz' } as const;
    const range = { after: Date.UTC(2026, 0, 1), until: Date.UTC(2028, 0, 1) };

    expect(ours(recurrence, range)).toEqual(theirs(peer, { expression: written, timeZone: 'UTC' }, range));
  });
});
