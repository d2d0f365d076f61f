export type CronUnit = 'minute' | 'hour' | 'day of month' | 'month' | 'day of week';

export interface CronFieldRule {
  readonly unit: CronUnit;
  readonly min: number;
  readonly max: number;
  /** How many different values there are; a longer step would silently mean "once a turn". */
  readonly size: number;
  readonly names: readonly string[];
  /** The value of the first name. */
  readonly firstNamed: number;
  /** Gives each value its one spelling (Sunday is 0 and 7 in unix5). */
  readonly toValue: (written: number) => number;
}

export interface CronDialectRules {
  readonly name: string;
  readonly fields: readonly CronFieldRule[];
  readonly macros: ReadonlyMap<string, string>;
}

const MONTH_NAMES = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAY_NAMES = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

function asWritten(written: number): number {
  return written;
}

const UNNAMED = { names: [], firstNamed: 0, toValue: asWritten };

/** crontab(5) of Vixie cron and its descendants in Debian and Red Hat. */
const unix5: CronDialectRules = {
  name: 'unix5',
  fields: [
    { unit: 'minute', min: 0, max: 59, size: 60, ...UNNAMED },
    { unit: 'hour', min: 0, max: 23, size: 24, ...UNNAMED },
    { unit: 'day of month', min: 1, max: 31, size: 31, ...UNNAMED },
    { unit: 'month', min: 1, max: 12, size: 12, names: MONTH_NAMES, firstNamed: 1, toValue: asWritten },
    {
      unit: 'day of week',
      min: 0,
      max: 7,
      size: 7,
      names: WEEKDAY_NAMES,
      firstNamed: 0,
      toValue: (written) => written % 7,
    },
  ],
  macros: new Map([
    ['@hourly', '0 * * * *'],
    ['@daily', '0 0 * * *'],
    ['@midnight', '0 0 * * *'],
    ['@weekly', '0 0 * * 0'],
    ['@monthly', '0 0 1 * *'],
    ['@yearly', '0 0 1 1 *'],
    ['@annually', '0 0 1 1 *'],
  ]),
};

/** The dialects that are understood, by name. */
export const CRON_DIALECTS: ReadonlyMap<string, CronDialectRules> = new Map([[unix5.name, unix5]]);

/** Dialects known by name and refused by name, so that nobody reads one as another. */
export const UNSUPPORTED_CRON_DIALECTS: ReadonlySet<string> = new Set(['ncrontab6', 'quartz']);
