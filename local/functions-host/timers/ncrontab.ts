/** The instants that an NCRONTAB expression names, in UTC. */
export interface CronSchedule {
  /** The first instant strictly after `after` (both epoch milliseconds); undefined when the expression names none. */
  next(after: number): number | undefined;
}

interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const FIELDS: readonly Field[] = [
  { name: 'second', min: 0, max: 59 },
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12, names: MONTHS },
  { name: 'day of week', min: 0, max: 6, names: DAYS },
];
const DAY_MS = 86_400_000;
/** 29 February on a given day of the week can be 40 years away (across 2100); beyond that there is none. */
const SEARCH_DAYS = 41 * 366;

/**
 * Reads `{second} {minute} {hour} {day} {month} {day-of-week}`; with five fields the second is 0. Rules as in the
 * library behind timer triggers (atifaziz/NCrontab): a day has to fit both its fields, `5/15` runs to the field's end,
 * a range written backwards is turned round.
 *
 * @throws RangeError naming the field that cannot be read.
 */
export function parseNcrontab(expression: string): CronSchedule {
  const texts = expression.trim().split(/\s+/);
  const six = texts.length === 5 ? ['0', ...texts] : texts;
  if (six.length !== 6) throw new RangeError(`"${expression}" has ${texts.length} fields; NCRONTAB has 6`);
  const [seconds, minutes, hours, days, months, weekdays] = FIELDS.map((field, index) =>
    parseField(six[index] ?? '', field),
  );
  const timesOfDay = (after: number): number | undefined => firstTime([hours, minutes, seconds], after);
  const isDay = (at: Date): boolean =>
    has(months, at.getUTCMonth() + 1) && has(days, at.getUTCDate()) && has(weekdays, at.getUTCDay());
  return {
    next(after) {
      // Expressions count whole seconds.
      const from = Math.floor(after / 1000) * 1000 + 1000;
      let midnight = Math.floor(from / DAY_MS) * DAY_MS;
      let earliest = (from - midnight) / 1000;
      for (let day = 0; day < SEARCH_DAYS; day += 1) {
        const second = isDay(new Date(midnight)) ? timesOfDay(earliest) : undefined;
        if (second !== undefined) return midnight + second * 1000;
        midnight += DAY_MS;
        earliest = 0;
      }
      return undefined;
    },
  };
}

function has(values: readonly number[] | undefined, value: number): boolean {
  return values?.includes(value) ?? false;
}

/** The first second of the day, not before `earliest`, whose hour, minute and second are all named. */
function firstTime(fields: readonly (readonly number[] | undefined)[], earliest: number): number | undefined {
  const [hours = [], minutes = [], seconds = []] = fields;
  for (const hour of hours) {
    if (hour * 3600 + 3599 < earliest) continue;
    for (const minute of minutes) {
      const start = hour * 3600 + minute * 60;
      const second = seconds.find((candidate) => start + candidate >= earliest);
      if (second !== undefined) return start + second;
    }
  }
  return undefined;
}

function parseField(text: string, field: Field): readonly number[] {
  const values = new Set(text.split(',').flatMap((part) => parsePart(part, field)));
  return [...values].sort((a, b) => a - b);
}

function parsePart(part: string, field: Field): readonly number[] {
  const match = /^(\*|[0-9a-z]+)(?:-([0-9a-z]+))?(?:\/(\d+))?$/i.exec(part);
  if (match === null) throw unreadable(part, field);
  const [, first = '', last, step] = match;
  const every = step === undefined ? 1 : Number(step);
  if (every === 0 || (first === '*' && last !== undefined)) throw unreadable(part, field);
  if (first === '*') return range(field.min, field.max, every);
  const start = parseValue(first, field);
  if (last === undefined) return range(start, step === undefined ? start : field.max, every);
  const end = parseValue(last, field);
  return range(Math.min(start, end), Math.max(start, end), every);
}

function parseValue(text: string, field: Field): number {
  const named = field.names?.indexOf(text.toLowerCase()) ?? -1;
  const value = named >= 0 ? named + field.min : /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(value >= field.min && value <= field.max)) throw unreadable(text, field);
  return value;
}

function range(start: number, end: number, step: number): number[] {
  return Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, index) => start + index * step);
}

function unreadable(text: string, { name, min, max }: Field): RangeError {
  return new RangeError(`"${text}" is not a ${name} (${min}-${max})`);
}
