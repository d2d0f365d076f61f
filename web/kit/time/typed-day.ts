const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const YEAR_FIRST = /^(?<year>\d{4})-(?<month>\d{1,2})-(?<day>\d{1,2})$/;
const DAY_FIRST = /^(?<day>\d{1,2})[./-](?<month>\d{1,2})[./-](?<year>\d{4})$/;
const IN_WORDS = /^(?<day>\d{1,2})\.? (?<month>[a-z]{3,9})\.?,? (?<year>\d{4})$/i;
const CLOCK = /^(?<hour>[01]?\d|2[0-3])[:.](?<minute>[0-5]\d)$|^(?<hours>[01]\d|2[0-3])(?<minutes>[0-5]\d)$/;

/** A day (`2026-11-21`) as it is shown, `21 Nov 2026`; with the time (`2026-11-21T14:05`): `21 Nov 2026, 14:05`. */
export function wordsOfLocal(local: string): string {
  const [day = '', time] = local.split('T');
  const [year = '', month = '', date = ''] = day.split('-');
  const name = MONTHS[Number(month) - 1];
  if (name === undefined) return '';
  const words = `${date} ${name} ${year}`;
  return time === undefined ? words : `${words}, ${time.slice(0, 5)}`;
}

/**
 * The day that somebody typed: `21 Nov 2026`, `21/11/2026` (day first), `2026-11-21`. Undefined of what is none, as of
 * 31 Feb 2026.
 */
export function readDay(text: string): string | undefined {
  const trimmed = text.trim().replace(/\s+/g, ' ');
  const groups = (YEAR_FIRST.exec(trimmed) ?? DAY_FIRST.exec(trimmed) ?? IN_WORDS.exec(trimmed))?.groups;
  const { year = '', month = '', day = '' } = groups ?? {};
  const parts = [year.padStart(4, '0'), monthNumber(month), day].map((part) => part.padStart(2, '0'));
  const written = parts.join('-');
  const at = new Date(`${written}T00:00:00Z`);
  return Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== written ? undefined : written;
}

/** The time of day that somebody typed, `09:05`: of `9:05`, `9.05` and `0905`. Undefined of what is none. */
export function readClock(text: string): string | undefined {
  const groups = CLOCK.exec(text.trim())?.groups;
  if (groups === undefined) return undefined;
  const { hour, minute, hours, minutes } = groups;
  return `${(hour ?? hours ?? '').padStart(2, '0')}:${minute ?? minutes ?? ''}`;
}

/** A day and a time as they were typed, `2026-11-21T14:05`: of a day alone, its beginning. Undefined of what is none. */
export function readLocal(text: string): string | undefined {
  const alone = readDay(text);
  if (alone !== undefined) return `${alone}T00:00`;
  const between = Math.max(text.trimEnd().lastIndexOf(' '), text.lastIndexOf('T'));
  if (between < 0) return undefined;
  const day = readDay(text.slice(0, between).replace(/,\s*$/, ''));
  const time = readClock(text.slice(between + 1));
  return day === undefined || time === undefined ? undefined : `${day}T${time}`;
}

function monthNumber(month: string): string {
  if (/^\d+$/.test(month)) return month;
  const known = LONG_MONTHS.findIndex((name) => month !== '' && name.startsWith(month.toLowerCase()));
  return String(known + 1);
}

const LONG_MONTHS = [
  ...['january', 'february', 'march', 'april', 'may', 'june', 'july'],
  ...['august', 'september', 'october', 'november', 'december'],
];
