import type { CronDialectRules, CronUnit } from './cron-dialects.ts';
import type { Cron } from './cron.ts';
import { dayOfSign, type MonthShape } from './day-sign.ts';
import type { CronField } from './parse-cron-field.ts';

/** 1970 to 2199, what `*` stands for. */
const ALL_YEARS = 230;

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
    daysByShape: monthShapes().map((shape) => daysOf(fields, shape, eitherDay)),
    years: yearsOf(fields),
    eitherDay,
    keepsElapsedTime:
      startsWithStar(fields, 'second') || startsWithStar(fields, 'minute') || startsWithStar(fields, 'hour'),
  };
}

/** The 28 shapes in the order of `Cron.daysByShape`. */
function monthShapes(): readonly MonthShape[] {
  return [28, 29, 30, 31].flatMap((length) =>
    [0, 1, 2, 3, 4, 5, 6].map((firstWeekday) => ({ length, firstWeekday })),
  );
}

function daysOf(fields: FieldsByUnit, shape: MonthShape, eitherDay: boolean): number {
  const days = bitsOf(valuesOf(fields, 'day of month')) | signBits(fields, 'day of month', shape);
  const weekdays = new Set(valuesOf(fields, 'day of week'));
  let onWeekdays = signBits(fields, 'day of week', shape);
  for (let day = 1; day <= shape.length; day += 1) {
    if (weekdays.has((shape.firstWeekday + day - 1) % 7)) onWeekdays |= 1 << day;
  }
  return (eitherDay ? days | onWeekdays : days & onWeekdays) & (-1 >>> (31 - shape.length));
}

function signBits(fields: FieldsByUnit, unit: CronUnit, shape: MonthShape): number {
  const signs = fields.get(unit)?.daySigns ?? [];
  return bitsOf(signs.flatMap((sign) => dayOfSign(sign, shape) ?? []));
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
