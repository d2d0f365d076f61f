import type { MeaningDifference } from './imported-job.ts';

/*
 * The schedules of github.com/robfig/cron, version 3 (parser.go: ParseStandard), which Kubernetes speaks, in the spelling
 * of `unix5`. Both say that one of the day fields is enough where both are restricted, but mean other fields by it: there
 * a stepped star is a restriction, and a star anywhere in a list is none.
 */

interface RobfigSchedule {
  readonly recurrence:
    | { readonly type: 'cron'; readonly expression: string }
    | { readonly type: 'interval'; readonly everySeconds: number };
  /** Written before the schedule, as in `CRON_TZ=Europe/London 0 6 * * *`. */
  readonly timeZone?: string;
  readonly differences: readonly MeaningDifference[];
}

const MAX_LENGTH = 1000;

const MACROS: ReadonlySet<string> = new Set([
  ...['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'],
]);

/** The five fields. */
const FIELDS: readonly Field[] = [
  { min: 0, max: 59, isDay: false },
  { min: 0, max: 23, isDay: false },
  { min: 1, max: 31, isDay: true },
  { min: 1, max: 12, isDay: false },
  { min: 0, max: 6, isDay: true },
];

interface Field {
  readonly min: number;
  readonly max: number;
  readonly isDay: boolean;
}

const SECONDS_OF_UNIT: Readonly<Record<string, number>> = {
  h: 3600,
  m: 60,
  s: 1,
  ms: 0.001,
  us: 0,
  µs: 0,
  ns: 0,
};

/** Reads a schedule, or tells why it has no counterpart; faults of its numbers are left to whoever checks the result. */
export function readRobfigSchedule(text: string): RobfigSchedule | { readonly problem: string } {
  if (text.length > MAX_LENGTH) return { problem: `The schedule is longer than ${MAX_LENGTH} characters.` };
  const [, timeZone, schedule = text.trim()] = /^(?:CRON_)?TZ=(\S+)\s+(.*)$/.exec(text.trim()) ?? [];
  const zone = timeZone === undefined ? {} : { timeZone };
  if (schedule.startsWith('@every')) {
    const everySeconds = secondsOf(schedule.slice('@every'.length).trim());
    if (everySeconds === undefined) return { problem: `"${schedule}" has no duration such as 1h30m.` };
    return { recurrence: { type: 'interval', everySeconds }, ...zone, differences: [ANCHOR] };
  }
  if (schedule.startsWith('@')) {
    if (!MACROS.has(schedule)) return { problem: `"${schedule}" is not a schedule of Kubernetes.` };
    return { recurrence: { type: 'cron', expression: schedule }, ...zone, differences: [] };
  }
  const fields = schedule.split(/\s+/);
  if (fields.length !== FIELDS.length) {
    return { problem: `"${schedule}" has ${fields.length} fields; Kubernetes has ${FIELDS.length}.` };
  }
  const expression = FIELDS.map((field, index) => toUnix5(fields[index] ?? '', field)).join(' ');
  return { recurrence: { type: 'cron', expression }, ...zone, differences: dayRule(fields, expression) };
}

const ANCHOR: MeaningDifference = {
  code: 'interval-anchor',
  message:
    '@every counts from the last start, or from when the CronJob was made; here it counts from 1970-01-01T00:00:00Z unless anchorAt says otherwise',
  pointer: '/recurrences/0/anchorAt',
};

/**
 * A field with each item spelled out as `unix5` takes it. A day field that names everything is `*`, and no other begins
 * with it; a stepped star of the time stays one, as then elapsed time is kept when clocks change.
 */
function toUnix5(text: string, field: Field): string {
  const items = text.split(',').map((item) => toItem(item, field));
  return items.includes('*') ? '*' : items.join(',');
}

function toItem(item: string, { min, max, isDay }: Field): string {
  const [span = '', step, ...rest] = item.split('/');
  if (rest.length > 0) return item;
  const isStar = span === '*' || span === '?';
  if (isStar && (step === undefined || /^0*1$/.test(step))) return '*';
  if (step === undefined || span.includes('-')) return item;
  const low = isStar ? String(min) : span;
  return !isDay && Number(low) === min ? `*/${step}` : `${low}-${max}/${step}`;
}

function dayRule(fields: readonly string[], expression: string): readonly MeaningDifference[] {
  const [, , dayOfMonth = '', , dayOfWeek = ''] = fields;
  const isStepped = [dayOfMonth, dayOfWeek].some((field) => /[*?]\//.test(field));
  const written = expression.split(' ');
  if (!isStepped || written[2] === '*' || written[4] === '*') return [];
  const message =
    'both day fields are restricted, and one of them is enough: a stepped star counts as a restriction in Kubernetes, so it is spelled as a range here';
  return [{ code: 'day-rule', message, pointer: '/recurrences/0/expression' }];
}

/** A duration of Go in seconds, at least one, as robfig/cron rounds it; undefined: it is none. */
function secondsOf(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(h|ms|m|s|us|µs|ns))+$/.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s|us|µs|ns)/g)];
  const seconds = parts.reduce(
    (sum, [, count = '0', unit = 's']) => sum + Number(count) * (SECONDS_OF_UNIT[unit] ?? 0),
    0,
  );
  return Math.max(1, Math.floor(seconds));
}
