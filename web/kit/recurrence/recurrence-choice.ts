import { numberAt, textAt, type JsonObject } from '../json/json.ts';

/** A recurrence as somebody chooses it in plain words. `times` are as in `06:30`. */
export type RecurrenceChoice =
  | { readonly every: 'minutes' | 'hours'; readonly count: number }
  | { readonly every: 'day' | 'working-day'; readonly time: string }
  | { readonly every: 'week'; readonly days: readonly Weekday[]; readonly time: string }
  | { readonly every: 'month'; readonly on: MonthDay; readonly time: string }
  | { readonly every: 'cron' | 'once' };

export const WEEKDAYS = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** A day of each month: `1` to `31`, `last`, or as `first MON` and `last FRI`. */
export type MonthDay = `${number}` | 'last' | `${Nth} ${Weekday}`;

export const NTHS = ['first', 'second', 'third', 'fourth', 'last'] as const;
export type Nth = (typeof NTHS)[number];

/** Quartz counts the weekdays from Sunday. */
const QUARTZ_DAYS: readonly Weekday[] = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

const EVERY_MINUTES = /^(?:\*|\*\/(\d{1,2})) \* \* \* \*$/;
const EVERY_HOURS = /^0 (?:\*|\*\/(\d{1,2})) \* \* \*$/;
const AT_TIME = /^(\d{1,2}) (\d{1,2}) (\S+) \* (\S+)$/;
const QUARTZ_MONTH = /^0 (\d{1,2}) (\d{1,2}) (\S+) \* (\S+)$/;

/** How the recurrence reads as a plain choice; `cron` where it is more than that. */
export function toChoice(recurrence: JsonObject): RecurrenceChoice {
  if (recurrence['type'] === 'once') return { every: 'once' };
  if (recurrence['type'] === 'interval') return ofInterval(recurrence);
  const expression = textAt(recurrence, 'expression').trim();
  const dialect = recurrence['dialect'] ?? 'unix5';
  if (dialect === 'quartz') return ofQuartz(expression) ?? { every: 'cron' };
  return (dialect === 'unix5' ? ofUnix(expression) : undefined) ?? { every: 'cron' };
}

/** Minutes and hours into which an hour or a day divides are crons' steps; other counts keep their distance over midnight. */
function dividesEvenly(every: 'minutes' | 'hours', count: number): boolean {
  return Number.isInteger(count) && count > 0 && (every === 'minutes' ? 60 : 24) % count === 0;
}

/** The fields of the recurrence that the choice is; bounds, zone and exclusions are the caller's to keep. */
export function fromChoice(choice: RecurrenceChoice): JsonObject {
  switch (choice.every) {
    case 'minutes':
    case 'hours':
      return ofCount(choice.every, choice.count);
    case 'day':
      return unix(`${clock(choice.time)} * * *`);
    case 'working-day':
      return unix(`${clock(choice.time)} * * MON-FRI`);
    case 'week':
      return unix(
        `${clock(choice.time)} * * ${WEEKDAYS.filter((day) => choice.days.includes(day)).join(',')}`,
      );
    case 'month':
      return ofMonthDay(choice.on, choice.time);
    case 'cron':
      return unix('');
    case 'once':
      return { type: 'once', at: '' };
  }
}

function ofCount(every: 'minutes' | 'hours', count: number): JsonObject {
  if (!dividesEvenly(every, count))
    return { type: 'interval', everySeconds: count * (every === 'minutes' ? 60 : 3600) };
  const step = count === 1 ? '*' : `*/${count}`;
  return unix(
    every === 'minutes'
      ? count === 60
        ? '0 * * * *'
        : `${step} * * * *`
      : count === 24
        ? '0 0 * * *'
        : `0 ${step} * * *`,
  );
}

function ofMonthDay(on: MonthDay, time: string): JsonObject {
  const [nth = '', day] = on.split(' ');
  if (day === undefined && on !== 'last') return unix(`${clock(time)} ${on} * *`);
  const fields = day === undefined ? 'L * ?' : `? * ${quartzWeekday(nth, day)}`;
  return { type: 'cron', dialect: 'quartz', expression: `0 ${clock(time)} ${fields}` };
}

function quartzWeekday(nth: string, day: string): string {
  const number = QUARTZ_DAYS.findIndex((known) => known === day) + 1;
  return nth === 'last' ? `${number}L` : `${number}#${NTHS.findIndex((known) => known === nth) + 1}`;
}

function unix(expression: string): JsonObject {
  return { type: 'cron', expression };
}

/** `06:30` as `30 6`. */
function clock(time: string): string {
  const [hour = '0', minute = '0'] = time.split(':');
  return `${Number(minute)} ${Number(hour)}`;
}

function ofInterval(recurrence: JsonObject): RecurrenceChoice {
  const seconds = numberAt(recurrence, 'everySeconds') ?? 0;
  if (recurrence['anchorAt'] !== undefined && Date.parse(textAt(recurrence, 'anchorAt')) !== 0)
    return { every: 'cron' };
  if (seconds > 0 && seconds % 3600 === 0) return { every: 'hours', count: seconds / 3600 };
  return seconds > 0 && seconds % 60 === 0 ? { every: 'minutes', count: seconds / 60 } : { every: 'cron' };
}

function ofUnix(expression: string): RecurrenceChoice | undefined {
  const counted = countOf(expression);
  if (counted !== undefined) return dividesEvenly(counted.every, counted.count) ? counted : undefined;
  const [minute = '', hour = '', dayOfMonth = '', dayOfWeek = ''] = AT_TIME.exec(expression)?.slice(1) ?? [];
  const time = timeOf(hour, minute);
  return time === undefined ? undefined : ofDays(dayOfMonth, dayOfWeek, time);
}

function countOf(expression: string): Extract<RecurrenceChoice, { readonly count: number }> | undefined {
  const minutes = EVERY_MINUTES.exec(expression);
  if (minutes !== null) return { every: 'minutes', count: Number(minutes[1] ?? 1) };
  const hours = EVERY_HOURS.exec(expression);
  return hours === null ? undefined : { every: 'hours', count: Number(hours[1] ?? 1) };
}

function ofDays(dayOfMonth: string, dayOfWeek: string, time: string): RecurrenceChoice | undefined {
  if (dayOfMonth !== '*') return dayOfWeek === '*' ? ofDayOfMonth(dayOfMonth, time) : undefined;
  if (dayOfWeek === '*') return { every: 'day', time };
  if (dayOfWeek === 'MON-FRI' || dayOfWeek === '1-5') return { every: 'working-day', time };
  const named = dayOfWeek.split(',');
  const days = WEEKDAYS.filter((day) => named.includes(day));
  return days.length === named.length ? { every: 'week', days, time } : undefined;
}

function ofDayOfMonth(text: string, time: string): RecurrenceChoice | undefined {
  const day = Number(text);
  return /^\d{1,2}$/.test(text) && day >= 1 && day <= 31 ? { every: 'month', on: `${day}`, time } : undefined;
}

function ofQuartz(expression: string): RecurrenceChoice | undefined {
  const [minute = '', hour = '', dayOfMonth = '', dayOfWeek = ''] =
    QUARTZ_MONTH.exec(expression)?.slice(1) ?? [];
  const time = timeOf(hour, minute);
  if (time === undefined) return undefined;
  if (dayOfMonth === 'L' && dayOfWeek === '?') return { every: 'month', on: 'last', time };
  const on = dayOfMonth === '?' ? ofQuartzWeekday(dayOfWeek) : undefined;
  return on === undefined ? undefined : { every: 'month', on, time };
}

function ofQuartzWeekday(text: string): MonthDay | undefined {
  const [number = '', sign = '', nth = ''] = /^([1-7])(L|#)([1-4]?)$/.exec(text)?.slice(1) ?? [];
  const day = QUARTZ_DAYS[Number(number) - 1];
  const which = sign === 'L' && nth === '' ? 'last' : NTHS[Number(nth) - 1];
  return day === undefined || which === undefined || (sign === 'L') !== (which === 'last')
    ? undefined
    : `${which} ${day}`;
}

function timeOf(hour: string, minute: string): string | undefined {
  if (hour === '' || Number(hour) > 23 || Number(minute) > 59) return undefined;
  return `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
}
