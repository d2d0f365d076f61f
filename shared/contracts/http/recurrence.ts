import { z } from 'zod';
import { calendarNames, emptyCalendars } from '../../domain/schedule/calendar-names.ts';
import type { Exclusion } from '../../domain/schedule/exclusion.ts';
import type { Recurrence } from '../../domain/schedule/recurrence.ts';
import { resolveTimeZone } from '../../domain/schedule/resolve-time-zone.ts';
import { recurrenceIssues } from '../../domain/schedule/validate-recurrence.ts';
import { calendarName } from './calendar.ts';
import { addIssues } from './issues.ts';

/** An instant as a caller writes it. */
export const instant = z.iso.datetime({
  offset: true,
  error: 'must be an ISO 8601 instant with an offset or Z',
});

/** `2026-12-25`; whether there is such a day is the domain's question. */
const date = z.string();

/** More dates than a year has days belong into a calendar. */
const MAX_EXCLUSIONS = 366;

const exclusion = z.discriminatedUnion(
  'type',
  [
    z.strictObject({ type: z.literal('date'), on: date }),
    z.strictObject({ type: z.literal('date-range'), startOn: date, endOn: date }),
    z.strictObject({ type: z.literal('instant-range'), startAt: instant, endAt: instant }),
    z.strictObject({ type: z.literal('calendar'), name: calendarName }),
  ],
  { error: 'must be an object whose "type" is "date", "date-range", "instant-range" or "calendar"' },
);

/** Distinct calendars of a job: each is read whenever a slot of the job is calculated. */
const MAX_CALENDARS = 5;

const MAX_RECURRENCES = 20;

/** Windows names are taken and the IANA name is stored: the clocks' rules are known by that. */
const timeZone = z.string().transform((name) => resolveTimeZone(name).timeZone);

const bounds = {
  startAt: instant.optional(),
  endAt: instant.optional(),
  exclusions: z.array(exclusion).max(MAX_EXCLUSIONS).optional(),
};

const cron = z.strictObject({
  type: z.literal('cron'),
  dialect: z
    .enum(['unix5', 'ncrontab6', 'quartz'], 'must be "unix5", "ncrontab6" or "quartz"')
    .default('unix5'),
  expression: z.string(),
  timeZone,
  dst: z.enum(['shift', 'skip', 'both']).default('shift'),
  ...bounds,
});

const interval = z.strictObject({
  type: z.literal('interval'),
  everySeconds: z.number(),
  anchorAt: instant.default('1970-01-01T00:00:00Z'),
  timeZone: timeZone.optional(),
  ...bounds,
});

const once = z.strictObject({ type: z.literal('once'), at: instant });

/** A recurrence as a caller writes it: instants are ISO 8601; what is absent gets the default that is stored. */
export const recurrenceRequest = z
  .discriminatedUnion('type', [cron, interval, once], {
    error: 'must be an object whose "type" is "cron", "interval" or "once"',
  })
  .superRefine((request, context) => {
    const recurrence = toRecurrence(request);
    // Whether there are such calendars is asked later, when they can be read.
    addIssues(context, recurrenceIssues(recurrence, emptyCalendars([recurrence])));
  });

/** The recurrences of a job; one without any runs when a person or a pipeline asks for it. */
export const recurrenceList = z
  .array(recurrenceRequest)
  .max(MAX_RECURRENCES)
  .refine(
    (requests) => calendarNames(requests.map(toRecurrence)).length <= MAX_CALENDARS,
    `must name at most ${MAX_CALENDARS} calendars together`,
  );

export type RecurrenceRequest = z.output<typeof recurrenceRequest>;

/** The recurrence in the domain's form: instants are epoch ms. */
export function toRecurrence(request: RecurrenceRequest): Recurrence {
  switch (request.type) {
    case 'cron': {
      const { dialect, expression, timeZone, dst } = request;
      return { type: 'cron', dialect, expression, timeZone, dst, ...toBounds(request) };
    }
    case 'interval': {
      const { everySeconds, anchorAt, timeZone } = request;
      return {
        ...{ type: 'interval', everySeconds, anchorAt: Date.parse(anchorAt) },
        ...(timeZone === undefined ? {} : { timeZone }),
        ...toBounds(request),
      };
    }
    case 'once':
      return { type: 'once', at: Date.parse(request.at) };
  }
}

type ExclusionRequest = z.output<typeof exclusion>;

interface BoundsRequest {
  readonly startAt?: string | undefined;
  readonly endAt?: string | undefined;
  readonly exclusions?: readonly ExclusionRequest[] | undefined;
}

function toBounds({ startAt, endAt, exclusions }: BoundsRequest) {
  return {
    ...(startAt === undefined ? {} : { startAt: Date.parse(startAt) }),
    ...(endAt === undefined ? {} : { endAt: Date.parse(endAt) }),
    ...(exclusions === undefined ? {} : { exclusions: exclusions.map(toExclusion) }),
  };
}

function toExclusion(request: ExclusionRequest): Exclusion {
  if (request.type !== 'instant-range') return request;
  const { type, startAt, endAt } = request;
  return { type, startAt: Date.parse(startAt), endAt: Date.parse(endAt) };
}
