import { NTHS, WEEKDAYS, type MonthDay, type RecurrenceChoice, type Weekday } from './recurrence-choice.ts';

/** How often, in plain words. */
export const EVERY: readonly { readonly value: RecurrenceChoice['every']; readonly label: string }[] = [
  { value: 'minutes', label: 'Every so many minutes' },
  { value: 'hours', label: 'Every so many hours' },
  { value: 'day', label: 'Every day' },
  { value: 'working-day', label: 'Monday to Friday' },
  { value: 'week', label: 'On days of the week' },
  { value: 'month', label: 'Every month' },
  { value: 'once', label: 'Once' },
  { value: 'cron', label: 'Cron expression' },
];

export const DIALECTS: readonly { readonly value: string; readonly label: string; readonly about: string }[] =
  [
    { value: 'unix5', label: 'Unix, 5 fields', about: 'minute, hour, day of month, month, day of week' },
    {
      value: 'ncrontab6',
      label: 'NCrontab, 6 fields',
      about: 'second, minute, hour, day of month, month, day of week',
    },
    {
      value: 'quartz',
      label: 'Quartz, 6 or 7 fields',
      about: 'second, minute, hour, day of month, month, day of week, year',
    },
  ];

/** What becomes of local times that clocks leave out or show twice. */
export const CLOCK_RULES: readonly {
  readonly value: string;
  readonly label: string;
  readonly about: string;
}[] = [
  {
    value: 'shift',
    label: 'Run once',
    about:
      'A time that is left out runs when the clocks have changed; one that comes twice runs the first time.',
  },
  {
    value: 'skip',
    label: 'Leave out',
    about: 'A time that is left out does not run; one that comes twice runs the first time.',
  },
  {
    value: 'both',
    label: 'Run both times',
    about: 'A time that comes twice runs both times; one that is left out runs when the clocks have changed.',
  },
];

const NAMES: Readonly<Record<Weekday, string>> = {
  ...{ MON: 'Monday', TUE: 'Tuesday', WED: 'Wednesday', THU: 'Thursday' },
  ...{ FRI: 'Friday', SAT: 'Saturday', SUN: 'Sunday' },
};

export const WEEKDAY_NAMES = WEEKDAYS.map((day) => ({ day, label: NAMES[day] }));

export interface MonthDayOption {
  readonly value: MonthDay;
  readonly label: string;
}

/** The days of a month that can be chosen, in groups. */
export const MONTH_DAYS: readonly { readonly group: string; readonly days: readonly MonthDayOption[] }[] = [
  {
    group: 'Day of the month',
    days: [
      ...Array.from({ length: 31 }, (_, index): MonthDayOption => ({
        value: `${index + 1}`,
        label: `Day ${index + 1}`,
      })),
      { value: 'last', label: 'Last day' },
    ],
  },
  ...NTHS.map((nth) => ({
    group: `${nth.slice(0, 1).toUpperCase()}${nth.slice(1)} weekday`,
    days: WEEKDAYS.map((day): MonthDayOption => ({
      value: `${nth} ${day}`,
      label: `The ${nth} ${NAMES[day]}`,
    })),
  })),
];

/** What a recurrence can leave out. */
export const EXCLUSIONS: readonly { readonly value: string; readonly label: string }[] = [
  { value: 'calendar', label: 'Dates of a calendar' },
  { value: 'date', label: 'A day' },
  { value: 'date-range', label: 'Days from … to …' },
  { value: 'instant-range', label: 'A span of time' },
];
