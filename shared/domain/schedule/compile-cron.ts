import type { CronDialectRules, CronUnit } from './cron-dialects.ts';
import type { Cron } from './cron.ts';
import { dayOfSign, type MonthShape } from './day-sign.ts';
import type { CronField } from './parse-cron-field.ts';

/** 1970 to 2199, what `*` stands for. */
const ALL_YEARS = 230;

/** Days 1, 8, 15, 22 and 29; shifting it gives the days of any weekday, those above 31 being pushed out. */
const EVERY_SEVENTH_DAY = bitsOf([1, 8, 15, 22, 29]);

const FIRST_WEEKDAYS = [0, 1, 2, 3, 4, 5, 6];

const MONTH_SHAPES: readonly MonthShape[] = [28, 29, 30, 31].flatMap((length) =>
  FIRST_WEEKDAYS.map((firstWeekday) => ({ length, firstWeekday })),
);

type FieldsByUnit = ReadonlyMap<CronUnit, CronField>;

/** Turns fields that were read without problems into bit sets; an absent second is 0, an absent year any. */
export function compileCron({ dayFields }: CronDialectRules, fields: FieldsByUnit): Cron {
  const seconds = fields.has('second') ? valuesOf(fields, 'second') : [0];
  const minutes = valuesOf(fields, 'minute');
  const eitherDay =
    dayFields === 'either' &&
    !startsWithStar(fields, 'day of month') &&
    !startsWithStar(fields, 'day of week');
  return {
    secondsTo29: bitsTo29(seconds),
    secondsFrom30: bitsFrom30(seconds),
    minutesTo29: bitsTo29(minutes),
    minutesFrom30: bitsFrom30(minutes),
    hours: bitsOf(valuesOf(fields, 'hour')),
    months: bitsOf(valuesOf(fields, 'month')),
    daysByShape: daysByShape(fields, eitherDay),
    years: yearsOf(fields),
    eitherDay,
    keepsElapsedTime:
      startsWithStar(fields, 'second') || startsWithStar(fields, 'minute') || startsWithStar(fields, 'hour'),
  };
}

/** The days of each of the 28 shapes of a month, in the order of `Cron.daysByShape`. */
function daysByShape(fields: FieldsByUnit, eitherDay: boolean): readonly number[] {
  const daysOfMonth = bitsOf(valuesOf(fields, 'day of month'));
  const weekdays = valuesOf(fields, 'day of week');
  const weekdaysByFirst = FIRST_WEEKDAYS.map((first) => daysOnWeekdays(weekdays, first));
  return MONTH_SHAPES.map((shape) => {
    const days = daysOfMonth | signBits(fields, 'day of month', shape);
    const onWeekdays = (weekdaysByFirst[shape.firstWeekday] ?? 0) | signBits(fields, 'day of week', shape);
    return (eitherDay ? days | onWeekdays : days & onWeekdays) & (-1 >>> (31 - shape.length));
  });
}

function daysOnWeekdays(weekdays: readonly number[], first: number): number {
  return weekdays.reduce((bits, weekday) => bits | (EVERY_SEVENTH_DAY << ((weekday - first + 7) % 7)), 0);
}

function signBits(fields: FieldsByUnit, unit: CronUnit, shape: MonthShape): number {
  const signs = fields.get(unit)?.daySigns ?? [];
  return signs.length === 0 ? 0 : bitsOf(signs.flatMap((sign) => dayOfSign(sign, shape) ?? []));
}

function yearsOf(fields: FieldsByUnit): readonly number[] | undefined {
  const years = fields.get('year')?.values;
  return years === undefined || years.size === ALL_YEARS ? undefined : [...years].sort((a, b) => a - b);
}

function valuesOf(fields: FieldsByUnit, unit: CronUnit): readonly number[] {
  return [...(fields.get(unit)?.values ?? [])];
}

function startsWithStar(fields: FieldsByUnit, unit: CronUnit): boolean {
  return fields.get(unit)?.startsWithStar ?? false;
}

function bitsTo29(values: readonly number[]): number {
  return bitsOf(values.filter((value) => value < 30));
}

function bitsFrom30(values: readonly number[]): number {
  return bitsOf(values.filter((value) => value >= 30).map((value) => value - 30));
}

function bitsOf(values: readonly number[]): number {
  return values.reduce((bits, value) => bits | (1 << value), 0);
}
