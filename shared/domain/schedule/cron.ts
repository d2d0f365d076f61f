import type { Issue } from '../errors.ts';
import { BoundedCache } from './bounded-cache.ts';
import {
  CRON_DIALECTS,
  UNSUPPORTED_CRON_DIALECTS,
  type CronDialectRules,
  type CronUnit,
} from './cron-dialects.ts';
import { parseCronField, type CronField } from './parse-cron-field.ts';

/** A cron expression as bit sets, ready to be searched. */
export interface Cron {
  /** Bit n is minute n. */
  readonly minutesTo29: number;
  /** Bit n is minute 30 + n. */
  readonly minutesFrom30: number;
  /** Bit n is hour n. */
  readonly hours: number;
  /** Bit n is day n of the month. */
  readonly daysOfMonth: number;
  /** Bit n is month n, January being 1. */
  readonly months: number;
  /** For a month that begins on weekday w (0 = Sunday): bit n says that day n falls on a named weekday. */
  readonly weekdaysByFirst: readonly number[];
  /** Whether one of the two day fields is enough (both are restricted), or both must agree. */
  readonly eitherDay: boolean;
  /** Whether minute or hour starts with `*`: the recurrence then keeps elapsed time when clocks change. */
  readonly keepsElapsedTime: boolean;
}

type CronReading =
  | { readonly outcome: 'read'; readonly cron: Cron }
  | { readonly outcome: 'refused'; readonly issues: readonly Issue[] };

type FieldsByUnit = ReadonlyMap<CronUnit, CronField>;

const MAX_EXPRESSION_LENGTH = 1000;
const MAX_REMEMBERED = 20_000;

/** Days 1, 8, 15, 22 and 29; shifting it gives the days of any weekday, those above 31 being pushed out. */
const EVERY_SEVENTH_DAY = bitsOf([1, 8, 15, 22, 29]);

const rememberedByDialect = new Map(
  [...CRON_DIALECTS.keys()].map((name) => [name, new BoundedCache<CronReading>(MAX_REMEMBERED)]),
);

/**
 * Reads a cron expression in the dialect it says it is written in, or reports every fault of it with pointers
 * `/dialect` and `/expression`. Readings are remembered, so that asking again costs a look-up.
 */
export function readCron(dialect: string, expression: string): CronReading {
  const remembered = rememberedByDialect.get(dialect);
  const known = remembered?.get(expression);
  if (known !== undefined) return known;
  const rules = CRON_DIALECTS.get(dialect);
  if (rules === undefined) return refuseDialect(dialect);
  const reading = readExpression(rules, expression);
  if (reading.outcome === 'read') remembered?.set(expression, reading);
  return reading;
}

function refuseDialect(dialect: string): CronReading {
  const supported = [...CRON_DIALECTS.keys()].join(', ');
  const message = UNSUPPORTED_CRON_DIALECTS.has(dialect)
    ? `The cron dialect "${dialect}" is not supported yet; write the expression as ${supported}.`
    : `"${dialect}" is not a cron dialect; use ${supported}.`;
  return { outcome: 'refused', issues: [{ pointer: '/dialect', message }] };
}

function readExpression(rules: CronDialectRules, expression: string): CronReading {
  const texts = fieldTexts(rules, expression);
  if ('problem' in texts) return refuse([texts.problem]);
  const fields = new Map<CronUnit, CronField>();
  for (const [index, rule] of rules.fields.entries()) {
    fields.set(rule.unit, parseCronField(texts.value[index] ?? '', rule));
  }
  const problems = [...fields.values()].flatMap((field) => field.problems);
  return problems.length > 0 ? refuse(problems) : { outcome: 'read', cron: compile(fields) };
}

function refuse(problems: readonly string[]): CronReading {
  return {
    outcome: 'refused',
    issues: problems.map((message) => ({ pointer: '/expression', message })),
  };
}

type Texts = { readonly value: readonly string[] } | { readonly problem: string };

function fieldTexts(rules: CronDialectRules, expression: string): Texts {
  const trimmed = expression.trim();
  if (trimmed === '') return { problem: 'The cron expression is empty.' };
  if (trimmed.length > MAX_EXPRESSION_LENGTH) {
    return { problem: `The cron expression is longer than ${MAX_EXPRESSION_LENGTH} characters.` };
  }
  if (trimmed.startsWith('@')) {
    const written = rules.macros.get(trimmed.toLowerCase());
    if (written !== undefined) return { value: written.split(' ') };
    const macros = [...rules.macros.keys()].join(' ');
    return { problem: `"${trimmed}" is not a macro of ${rules.name}; there are ${macros}.` };
  }
  const texts = trimmed.split(/\s+/);
  if (texts.length === rules.fields.length) return { value: texts };
  const expected = rules.fields.map((rule) => rule.unit).join(', ');
  // Six fields are not guessed at: NCRONTAB puts seconds first, others put the year last.
  return {
    problem: `The cron expression has ${texts.length} fields; ${rules.name} has ${rules.fields.length}: ${expected}.`,
  };
}

function compile(fields: FieldsByUnit): Cron {
  const minutes = valuesOf(fields, 'minute');
  const weekdays = valuesOf(fields, 'day of week');
  return {
    minutesTo29: bitsOf(minutes.filter((minute) => minute < 30)),
    minutesFrom30: bitsOf(minutes.filter((minute) => minute >= 30).map((minute) => minute - 30)),
    hours: bitsOf(valuesOf(fields, 'hour')),
    daysOfMonth: bitsOf(valuesOf(fields, 'day of month')),
    months: bitsOf(valuesOf(fields, 'month')),
    weekdaysByFirst: [0, 1, 2, 3, 4, 5, 6].map((first) => daysOnWeekdays(weekdays, first)),
    eitherDay: !startsWithStar(fields, 'day of month') && !startsWithStar(fields, 'day of week'),
    keepsElapsedTime: startsWithStar(fields, 'minute') || startsWithStar(fields, 'hour'),
  };
}

function valuesOf(fields: FieldsByUnit, unit: CronUnit): readonly number[] {
  return [...(fields.get(unit)?.values ?? [])];
}

function startsWithStar(fields: FieldsByUnit, unit: CronUnit): boolean {
  return fields.get(unit)?.startsWithStar ?? false;
}

function bitsOf(values: readonly number[]): number {
  return values.reduce((bits, value) => bits | (1 << value), 0);
}

function daysOnWeekdays(weekdays: readonly number[], first: number): number {
  return weekdays.reduce((bits, weekday) => bits | (EVERY_SEVENTH_DAY << ((weekday - first + 7) % 7)), 0);
}
