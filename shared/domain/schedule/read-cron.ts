import type { Issue } from '../errors.ts';
import { BoundedCache } from './bounded-cache.ts';
import { compileCron } from './compile-cron.ts';
import type { Cron } from './cron.ts';
import { CRON_DIALECTS, type CronDialectRules, type CronUnit } from './cron-dialects.ts';
import { parseCronField, type CronField } from './parse-cron-field.ts';

type CronReading =
  | { readonly outcome: 'read'; readonly cron: Cron }
  | { readonly outcome: 'refused'; readonly issues: readonly Issue[] };

const MAX_EXPRESSION_LENGTH = 1000;
const MAX_REMEMBERED = 20_000;

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
  const message = `"${dialect}" is not a cron dialect; use ${supported}.`;
  return { outcome: 'refused', issues: [{ pointer: '/dialect', message }] };
}

function readExpression(rules: CronDialectRules, expression: string): CronReading {
  const texts = fieldTexts(rules, expression);
  if ('problem' in texts) return refuse([texts.problem]);
  const fields = new Map<CronUnit, CronField>();
  for (const [index, rule] of rules.fields.entries()) {
    const text = texts.value[index];
    if (text !== undefined) fields.set(rule.unit, parseCronField(text, rule));
  }
  const problems = [...fields.values()].flatMap((field) => field.problems);
  if (problems.length === 0) problems.push(...dayFieldProblems(rules, fields));
  return problems.length > 0 ? refuse(problems) : { outcome: 'read', cron: compileCron(rules, fields) };
}

function dayFieldProblems(
  { name, dayFields }: CronDialectRules,
  fields: ReadonlyMap<CronUnit, CronField>,
): readonly string[] {
  if (dayFields !== 'one-is-unspecified') return [];
  const dayOfMonth = fields.get('day of month')?.isUnspecified ?? false;
  const dayOfWeek = fields.get('day of week')?.isUnspecified ?? false;
  if (dayOfMonth !== dayOfWeek) return [];
  return [
    `In ${name} exactly one of day of month and day of week is "?"; put it in the one that may be any.`,
  ];
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
  if (trimmed.startsWith('@')) return macroTexts(rules, trimmed);
  const texts = trimmed.split(/\s+/);
  const most = rules.fields.length;
  const least = most - rules.optionalFields;
  if (texts.length >= least && texts.length <= most) return { value: texts };
  const expected = rules.fields.map((rule) => rule.unit).join(', ');
  const counts = least === most ? String(most) : `${least} or ${most}`;
  // Six fields are not guessed at: NCRONTAB puts seconds first, others put the year last.
  return {
    problem: `The cron expression has ${texts.length} fields; ${rules.name} has ${counts}: ${expected}.`,
  };
}

function macroTexts({ name, macros }: CronDialectRules, text: string): Texts {
  const written = macros.get(text.toLowerCase());
  if (written !== undefined) return { value: written.split(' ') };
  if (macros.size === 0) return { problem: `"${text}": ${name} has no macros.` };
  return { problem: `"${text}" is not a macro of ${name}; there are ${[...macros.keys()].join(' ')}.` };
}
