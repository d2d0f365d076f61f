import type { CronFieldRule } from './cron-dialects.ts';

const FOREIGN_SIGNS = /[?#]|^(?:L(?:-\d+)?W?|W|H|(?:\d+|[A-Z]{3})[LW])$/i;

/** Every English name of a month or weekday is told by so many letters. */
const NAME_LETTERS = 3;

/** The number or name of a field as a number, or what is wrong with it. */
export function readCronValue(
  text: string,
  rule: CronFieldRule,
): { readonly value: number } | { readonly problem: string } {
  if (/^\d{1,9}$/.test(text)) {
    const value = Number(text);
    if (value >= rule.min && value <= rule.max) return { value };
    return { problem: `${text} is outside ${rule.min} to ${rule.max}.` };
  }
  // Quartz: alone in the day-of-week field, `L` is the last day of its week.
  if (rule.takesDaySigns && rule.unit === 'day of week' && /^L$/i.test(text)) return { value: rule.max };
  const named = rule.names.findIndex((name) => isNamed(text.toUpperCase(), name, rule));
  if (named >= 0) return { value: rule.firstNamed + named };
  if (FOREIGN_SIGNS.test(text)) {
    return { problem: `"${text}" belongs to another cron dialect or field; this one has ${signsOf(rule)}.` };
  }
  const names = rule.names.length > 0 ? ` or one of ${rule.names.join(' ')}` : '';
  return { problem: `"${text}" is not a number from ${rule.min} to ${rule.max}${names}.` };
}

function isNamed(text: string, name: string, { takesLongNames }: CronFieldRule): boolean {
  return takesLongNames ? text.length >= NAME_LETTERS && name.startsWith(text) : name === text;
}

function signsOf({ takesDaySigns, unit }: CronFieldRule): string {
  if (!takesDaySigns) return 'only values and * , - /';
  return unit === 'day of month' ? 'values and * , - / L W ?' : 'values and * , - / L # ?';
}
