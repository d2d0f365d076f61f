const MINUTE_S = 60;
const MINUTES_OF_HOUR = 60;
const HOUR_S = 3600;
const DAY_S = 86_400;

/** The zone that this browser is set to, an IANA name. */
export function viewerZone(): string {
  viewersZone ??= new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return viewersZone;
}

let viewersZone: string | undefined;

/** As in `21 Nov, 14:05`, with the year when it is not the one of `nowMs`, with seconds where asked for. */
export function formatInstant(
  atMs: number,
  { timeZone, nowMs, hasSeconds = false }: { timeZone: string; nowMs: number; hasSeconds?: boolean },
): string {
  const year = formatOf(timeZone, 'year');
  const isThisYear = year.format(atMs) === year.format(nowMs);
  const precision = hasSeconds ? 'second' : 'minute';
  return formatOf(timeZone, isThisYear ? precision : `${precision} of year`).format(atMs);
}

const FORMATS = {
  year: { year: 'numeric' },
  minute: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  second: {
    ...{ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    second: '2-digit',
  },
  'minute of year': {
    ...{ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' },
    hourCycle: 'h23',
  },
  'second of year': {
    ...{ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' },
    ...{ hourCycle: 'h23', second: '2-digit' },
  },
} as const satisfies Readonly<Record<string, Intl.DateTimeFormatOptions>>;

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making one costs a hundred times what using it does, which shows where a table has hundreds of instants. */
function formatOf(timeZone: string, name: keyof typeof FORMATS): Intl.DateTimeFormat {
  const key = `${name} ${timeZone}`;
  const known = formats.get(key) ?? new Intl.DateTimeFormat('en-GB', { timeZone, ...FORMATS[name] });
  formats.set(key, known);
  return known;
}

/** As in `in 3 min`, `12 s ago`, `2 d ago`; `now` within two seconds. */
export function formatDistance(atMs: number, nowMs: number): string {
  const seconds = Math.round((atMs - nowMs) / 1000);
  if (Math.abs(seconds) < 2) return 'now';
  const words = formatDuration(Math.abs(seconds) * 1000);
  return seconds > 0 ? `in ${words}` : `${words} ago`;
}

/** The largest unit or two of a duration in ms, as in `850 ms`, `12 s`, `3 min`, `1 h 20 min`, `5 d`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = Math.round(ms / 1000);
  if (seconds < MINUTE_S) return `${seconds} s`;
  if (seconds < HOUR_S) return `${Math.round(seconds / MINUTE_S)} min`;
  if (seconds < DAY_S) {
    const allMinutes = Math.round(seconds / MINUTE_S);
    const minutes = allMinutes % MINUTES_OF_HOUR;
    const hours = Math.floor(allMinutes / MINUTES_OF_HOUR);
    return minutes === 0 ? `${hours} h` : `${hours} h ${minutes} min`;
  }
  return `${Math.round(seconds / DAY_S)} d`;
}
