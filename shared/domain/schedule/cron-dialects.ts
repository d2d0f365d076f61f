export type CronUnit = 'second' | 'minute' | 'hour' | 'day of month' | 'month' | 'day of week' | 'year';

/** The spelling of cron that an expression is written in; it is stored, never guessed from the text. */
export type CronDialect = 'unix5' | 'ncrontab6' | 'quartz';

export interface CronFieldRule {
  readonly unit: CronUnit;
  readonly min: number;
  readonly max: number;
  /** How many different values there are; a longer step would silently mean "once a turn". */
  readonly size: number;
  /** Names in capitals, the first of them meaning `firstNamed`. */
  readonly names: readonly string[];
  readonly firstNamed: number;
  /** Whether a longer spelling of a name is understood too (`MONDAY`). */
  readonly takesLongNames: boolean;
  /** Gives each value its one spelling (Sunday is 0 and 7 in unix5, 1 in quartz). */
  readonly toValue: (written: number) => number;
  /** Whether `5/10` means from 5 to the end; in unix5 old and new crons disagree about it. */
  readonly takesOpenSteps: boolean;
  /** Whether `22-2` goes on past the end of the turn. */
  readonly takesWrappedRanges: boolean;
  /** Whether `? L W #` are understood, each in the day field that it belongs to. */
  readonly takesDaySigns: boolean;
}

/**
 * How the two day fields work together: one is enough when both are restricted, both must agree, or exactly one
 * of them has to be `?`.
 */
type DayFieldsRule = 'either' | 'both' | 'one-is-unspecified';

export interface CronDialectRules {
  readonly name: CronDialect;
  readonly fields: readonly CronFieldRule[];
  /** How many of the fields, the last ones, may be left out. */
  readonly optionalFields: number;
  readonly dayFields: DayFieldsRule;
  readonly macros: ReadonlyMap<string, string>;
}

const MONTHS = [
  'JANUARY',
  'FEBRUARY',
  'MARCH',
  'APRIL',
  'MAY',
  'JUNE',
  'JULY',
  'AUGUST',
  'SEPTEMBER',
  'OCTOBER',
  'NOVEMBER',
  'DECEMBER',
];
const WEEKDAYS = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'];

const PLAIN = {
  names: [],
  firstNamed: 0,
  takesLongNames: false,
  toValue: asWritten,
  takesOpenSteps: false,
  takesWrappedRanges: false,
  takesDaySigns: false,
};

function asWritten(written: number): number {
  return written;
}

type Manners = Partial<Pick<CronFieldRule, 'takesOpenSteps' | 'takesWrappedRanges' | 'takesDaySigns'>>;

function timeOfDay(manners: Manners): Readonly<Record<'second' | 'minute' | 'hour', CronFieldRule>> {
  return {
    second: { unit: 'second', min: 0, max: 59, size: 60, ...PLAIN, ...manners },
    minute: { unit: 'minute', min: 0, max: 59, size: 60, ...PLAIN, ...manners },
    hour: { unit: 'hour', min: 0, max: 23, size: 24, ...PLAIN, ...manners },
  };
}

function dayOfMonth(manners: Manners): CronFieldRule {
  return { unit: 'day of month', min: 1, max: 31, size: 31, ...PLAIN, ...manners };
}

function month(manners: Manners & Partial<CronFieldRule>): CronFieldRule {
  const names = MONTHS.map((name) => name.slice(0, 3));
  return { unit: 'month', min: 1, max: 12, size: 12, ...PLAIN, names, firstNamed: 1, ...manners };
}

const UNIX_TIME = timeOfDay({});

/** crontab(5) of Vixie cron and its descendants in Debian and Red Hat. */
const unix5: CronDialectRules = {
  name: 'unix5',
  fields: [
    UNIX_TIME.minute,
    UNIX_TIME.hour,
    dayOfMonth({}),
    month({}),
    {
      unit: 'day of week',
      min: 0,
      max: 7,
      size: 7,
      ...PLAIN,
      names: WEEKDAYS.map((name) => name.slice(0, 3)),
      toValue: (written) => written % 7,
    },
  ],
  optionalFields: 0,
  dayFields: 'either',
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

const AZURE = { takesOpenSteps: true };
const AZURE_TIME = timeOfDay(AZURE);

/**
 * The six fields of the Azure Functions timer trigger, read by NCrontab (github.com/atifaziz/NCrontab,
 * CrontabSchedule.cs and CrontabFieldImpl.cs): both day fields must agree, weekdays are 0 to 6 (7 is refused
 * there), `5/10` runs to the end, and a name is any beginning of the English one. Beginnings shorter than three
 * letters are refused here: NCrontab reads `M` as March.
 */
const ncrontab6: CronDialectRules = {
  name: 'ncrontab6',
  fields: [
    AZURE_TIME.second,
    AZURE_TIME.minute,
    AZURE_TIME.hour,
    dayOfMonth(AZURE),
    month({ ...AZURE, names: MONTHS, takesLongNames: true }),
    {
      unit: 'day of week',
      min: 0,
      max: 6,
      size: 7,
      ...PLAIN,
      ...AZURE,
      names: WEEKDAYS,
      takesLongNames: true,
    },
  ],
  optionalFields: 0,
  dayFields: 'both',
  macros: new Map(),
};

const QUARTZ = { takesOpenSteps: true, takesWrappedRanges: true };
const QUARTZ_TIME = timeOfDay(QUARTZ);

/**
 * Quartz (org.quartz.CronExpression), also spoken by Databricks: six fields and an optional year, weekdays 1 to 7
 * from Sunday, `?` in exactly one of the day fields. Lists may mix signs with days (`1,15W,L`), which Quartz
 * refuses in part; everything that both take means the same in both.
 */
const quartz: CronDialectRules = {
  name: 'quartz',
  fields: [
    QUARTZ_TIME.second,
    QUARTZ_TIME.minute,
    QUARTZ_TIME.hour,
    dayOfMonth({ ...QUARTZ, takesDaySigns: true }),
    month(QUARTZ),
    {
      unit: 'day of week',
      min: 1,
      max: 7,
      size: 7,
      ...PLAIN,
      ...QUARTZ,
      takesDaySigns: true,
      names: WEEKDAYS.map((name) => name.slice(0, 3)),
      firstNamed: 1,
      toValue: (written) => written - 1,
    },
    { unit: 'year', min: 1970, max: 2199, size: 230, ...PLAIN, takesOpenSteps: true },
  ],
  optionalFields: 1,
  dayFields: 'one-is-unspecified',
  macros: new Map(),
};

/** The dialects that are understood, by name. */
export const CRON_DIALECTS: ReadonlyMap<string, CronDialectRules> = new Map([
  [unix5.name, unix5],
  [ncrontab6.name, ncrontab6],
  [quartz.name, quartz],
]);
