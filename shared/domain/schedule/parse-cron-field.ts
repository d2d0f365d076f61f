import type { CronFieldRule } from './cron-dialects.ts';

/** One field of a cron expression, read: the values it names, or what is wrong with it. */
export interface CronField {
  readonly values: ReadonlySet<number>;
  /** The star flag of Vixie cron: the text begins with `*`. A stepped star counts, `1-31` does not. */
  readonly startsWithStar: boolean;
  readonly problems: readonly string[];
}

interface Span {
  readonly low: number;
  readonly high: number;
}

type Read<Value> = { readonly value: Value } | { readonly problem: string };

const FOREIGN_SIGNS = /[?#]|^(?:L|LW|\d+[LW]|W|H)$/i;

/** Reads a comma-separated list of `*`, values, names, ranges and steps; reports every faulty item. */
export function parseCronField(text: string, rule: CronFieldRule): CronField {
  const values = new Set<number>();
  const problems: string[] = [];
  for (const item of text.split(',')) {
    const read = readItem(item, rule);
    if ('problem' in read) {
      problems.push(`The ${rule.unit} field "${text}": ${read.problem}`);
    } else {
      for (const value of read.value) values.add(value);
    }
  }
  return { values, startsWithStar: text.startsWith('*'), problems };
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
  if (spanText !== '*' && !spanText.includes('-')) {
    // Old crons ignored this step and others read it as a range, so neither meaning can be assumed.
    const range = `${spanText}-${rule.max}/${stepText}`;
    return { problem: `"${item}" has a step but no range; write "${range}".` };
  }
  return { value: valuesOf(span.value, step.value, rule) };
}

function valuesOf({ low, high }: Span, step: number, rule: CronFieldRule): readonly number[] {
  const values: number[] = [];
  for (let written = low; written <= high; written += step) values.push(rule.toValue(written));
  return values;
}

function readSpan(text: string, rule: CronFieldRule): Read<Span> {
  if (text === '*') return { value: { low: rule.min, high: rule.max } };
  const [lowText = '', highText, ...rest] = text.split('-');
  if (rest.length > 0 || lowText === '' || highText === '') {
    return { problem: `"${text}" is not a value or a range.` };
  }
  const low = readValue(lowText, rule);
  if ('problem' in low) return low;
  if (highText === undefined) return { value: { low: low.value, high: low.value } };
  const high = readValue(highText, rule);
  if ('problem' in high) return high;
  const end = endOfRange(low.value, high.value, { named: !/^\d/.test(highText), rule });
  if (low.value > end) {
    return { problem: `the range "${text}" runs backwards; write it as two items of a list.` };
  }
  return { value: { low: low.value, high: end } };
}

/** A week may end on Sunday: in `FRI-SUN` the name means the second spelling of that day, 7. */
function endOfRange(
  low: number,
  high: number,
  context: { readonly named: boolean; readonly rule: CronFieldRule },
): number {
  const { named, rule } = context;
  return named && low > high && rule.toValue(rule.max) === high ? rule.max : high;
}

function readValue(text: string, rule: CronFieldRule): Read<number> {
  if (/^\d{1,9}$/.test(text)) {
    const value = Number(text);
    if (value >= rule.min && value <= rule.max) return { value };
    return { problem: `${text} is outside ${rule.min} to ${rule.max}.` };
  }
  const named = rule.names.indexOf(text.toUpperCase());
  if (named >= 0) return { value: rule.firstNamed + named };
  if (FOREIGN_SIGNS.test(text)) {
    return { problem: `"${text}" belongs to another cron dialect; this one has only values and * , - /.` };
  }
  const names = rule.names.length > 0 ? ` or one of ${rule.names.join(' ')}` : '';
  return { problem: `"${text}" is not a number from ${rule.min} to ${rule.max}${names}.` };
}

function readStep(text: string, rule: CronFieldRule): Read<number> {
  if (!/^\d{1,9}$/.test(text)) return { problem: `the step "${text}" is not a whole number.` };
  const step = Number(text);
  if (step >= 1 && step <= rule.size) return { value: step };
  return {
    problem: `the step ${text} is outside 1 to ${rule.size}; a step restarts in every turn of the field.`,
  };
}
