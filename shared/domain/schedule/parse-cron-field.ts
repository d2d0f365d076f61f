import type { CronFieldRule } from './cron-dialects.ts';
import type { DaySign } from './day-sign.ts';
import { readDaySign } from './parse-day-sign.ts';
import { readCronValue } from './read-cron-value.ts';

/** One field of a cron expression, read: the values it names, or what is wrong with it. */
export interface CronField {
  readonly values: ReadonlySet<number>;
  /** The days that depend on the month. */
  readonly daySigns: readonly DaySign[];
  /**
   * The star flag of Vixie cron: the text begins with `*`. A stepped star counts, `1-31` does not; where `0/5`
   * is another spelling of a stepped star, it counts as well.
   */
  readonly startsWithStar: boolean;
  /** Whether the field is `?`, which says nothing about the day. */
  readonly isUnspecified: boolean;
  readonly problems: readonly string[];
}

interface Span {
  readonly low: number;
  /** Above the field's greatest value when the range goes on past the end of the turn. */
  readonly high: number;
}

/** What a text says, or what is wrong with it. */
export type Read<Value> = { readonly value: Value } | { readonly problem: string };

/** Reads a comma-separated list of `*`, values, names, ranges, steps and signs; reports every faulty item. */
export function parseCronField(text: string, rule: CronFieldRule): CronField {
  const values = new Set<number>();
  const daySigns: DaySign[] = [];
  const problems: string[] = [];
  const isUnspecified = rule.takesDaySigns && text === '?';
  for (const item of isUnspecified ? ['*'] : text.split(',')) {
    const daySign = readDaySign(item, rule);
    const read = daySign ?? readItem(item, rule);
    if ('problem' in read) problems.push(`The ${rule.unit} field "${text}": ${read.problem}`);
    else if ('sign' in read.value) daySigns.push(read.value);
    else for (const value of read.value) values.add(value);
  }
  return { values, daySigns, startsWithStar: startsWithStar(text, rule), isUnspecified, problems };
}

function startsWithStar(text: string, { takesOpenSteps }: CronFieldRule): boolean {
  return text.startsWith('*') || (takesOpenSteps && /^0+\//.test(text));
}

function readItem(item: string, rule: CronFieldRule): Read<readonly number[]> {
  if (item === '') return { problem: 'a list has an empty item; remove the comma.' };
  const [spanText = '', stepText, ...rest] = item.split('/');
  if (rest.length > 0) return { problem: `"${item}" has more than one step.` };
  const span = readSpan(spanText, rule);
  if ('problem' in span) return span;
  if (stepText === undefined) return { value: valuesOf(span.value, 1, rule) };
  const step = readStep(stepText, rule);
  if ('problem' in step) return step;
  if (spanText === '*' || spanText.includes('-')) return { value: valuesOf(span.value, step.value, rule) };
  if (rule.takesOpenSteps) {
    return { value: valuesOf({ low: span.value.low, high: rule.max }, step.value, rule) };
  }
  // Old crons ignored this step and others read it as a range, so neither meaning can be assumed.
  const range = `${spanText}-${rule.max}/${stepText}`;
  return { problem: `"${item}" has a step but no range; write "${range}".` };
}

function valuesOf({ low, high }: Span, step: number, rule: CronFieldRule): readonly number[] {
  const values: number[] = [];
  for (let written = low; written <= high; written += step) {
    values.push(rule.toValue(written > rule.max ? written - rule.size : written));
  }
  return values;
}

function readSpan(text: string, rule: CronFieldRule): Read<Span> {
  if (text === '*') return { value: { low: rule.min, high: rule.max } };
  const [lowText = '', highText, ...rest] = text.split('-');
  if (rest.length > 0 || lowText === '' || highText === '') {
    return { problem: `"${text}" is not a value or a range.` };
  }
  const low = readCronValue(lowText, rule);
  if ('problem' in low) return low;
  if (highText === undefined) return { value: { low: low.value, high: low.value } };
  const high = readCronValue(highText, rule);
  if ('problem' in high) return high;
  const end = endOfRange(low.value, high.value, { named: !/^\d/.test(highText), rule });
  if (low.value > end) {
    return { problem: `the range "${text}" runs backwards; write it as two items of a list.` };
  }
  return { value: { low: low.value, high: end } };
}

/** A week may end on Sunday: in `FRI-SUN` of unix5 the name means the second spelling of that day, 7. */
function endOfRange(
  low: number,
  high: number,
  context: { readonly named: boolean; readonly rule: CronFieldRule },
): number {
  const { named, rule } = context;
  if (low <= high) return high;
  if (rule.takesWrappedRanges) return high + rule.size;
  return named && rule.toValue(rule.max) === high ? rule.max : high;
}

function readStep(text: string, rule: CronFieldRule): Read<number> {
  if (!/^\d{1,9}$/.test(text)) return { problem: `the step "${text}" is not a whole number.` };
  const step = Number(text);
  if (step >= 1 && step <= rule.size) return { value: step };
  return {
    problem: `the step ${text} is outside 1 to ${rule.size}; a step restarts in every turn of the field.`,
  };
}
