import { z } from 'zod';
import {
  CALENDAR_NAME_RULE,
  calendarDateIssues,
  isCalendarName,
  type NamedCalendar,
} from '../../domain/schedule/named-calendar.ts';
import { addIssues } from './issues.ts';
import { jsonBody, NO_BODY, NO_PARAMS, NO_QUERY, operationContract } from './operation.ts';
import { pageView } from './page-view.ts';
import { paging } from './paging.ts';

export const calendarName = z.string().refine(isCalendarName, CALENDAR_NAME_RULE);

const description = z.string().max(500, 'must be at most 500 characters').exactOptional();

/** The body of `PUT /api/calendars/{name}`: what a reader of the calendar got, or without the name. */
export const calendarRequest = z.strictObject({
  name: calendarName.exactOptional(),
  description,
  dates: z
    .array(z.string())
    .superRefine((dates, context) => {
      addIssues(context, calendarDateIssues(dates));
    })
    .describe('Days such as `2026-12-25`, each once, in any order.'),
});

export type CalendarRequest = z.output<typeof calendarRequest>;

/** The calendar in the domain's form: its dates in order. */
export function toCalendar(name: string, { description: words, dates }: CalendarRequest): NamedCalendar {
  return { name, ...(words === undefined ? {} : { description: words }), dates: dates.toSorted() };
}

const calendarView = z
  .object({
    name: z.string(),
    description: z.string().exactOptional(),
    dates: z.array(z.string()).readonly().describe('In order.'),
  })
  .meta({ id: 'Calendar' });

const calendarSummary = z
  .object({
    name: z.string(),
    description: z.string().exactOptional(),
    dateCount: z.int(),
  })
  .meta({ id: 'CalendarSummary' });

const savedCalendar = calendarView
  .extend({
    jobs: z
      .object({
        replanned: z.int(),
        failed: z.int().describe('Jobs that could not be replanned; each is in the log.'),
      })
      .describe('The jobs that name the calendar, whose next slots were calculated anew.'),
  })
  .meta({ id: 'SavedCalendar' });

export type CalendarView = z.output<typeof calendarView>;
export type SavedCalendarView = z.output<typeof savedCalendar>;
export type CalendarPageView = z.output<typeof calendarPage>;

const calendarPage = pageView(calendarSummary);

const tag = 'Calendars';
const params = z.object({ name: calendarName });

/** Calendars are shared by all value streams: everybody may read them, and who may change them may change them all. */
const READ = { role: 'reader', of: 'any' } as const;
const WRITE = { role: 'operator', of: 'all' } as const;

export const listCalendarsContract = operationContract({
  ...{ operationId: 'listCalendars', method: 'GET', path: '/calendars', tag },
  summary: 'The calendars, in order of their names',
  access: READ,
  params: NO_PARAMS,
  query: z.strictObject(paging),
  body: NO_BODY,
  answers: { 200: { description: 'A page of them.', schema: calendarPage } },
  example: { query: { limit: '10' }, status: 200 },
});

export const readCalendarContract = operationContract({
  ...{ operationId: 'readCalendar', method: 'GET', path: '/calendars/{name}', tag },
  summary: 'One calendar with its dates',
  access: READ,
  params,
  query: NO_QUERY,
  body: NO_BODY,
  answers: { 200: { description: 'The calendar.', schema: calendarView, headers: ['etag'] } },
  problems: ['not-found'],
  example: { path: { name: 'uk-bank-holidays' }, status: 200 },
});

export const saveCalendarContract = operationContract({
  ...{ operationId: 'saveCalendar', method: 'PUT', path: '/calendars/{name}', tag },
  summary: 'Creates or replaces a calendar',
  description:
    'The jobs that name it get their next slots anew. The same calendar again is no change, whatever If-Match says; to replace another one, send the ETag that you have read.',
  access: WRITE,
  params,
  query: NO_QUERY,
  body: jsonBody(calendarRequest),
  ifMatch: 'optional',
  answers: {
    200: {
      description: 'Replaced, or the same was there already.',
      schema: savedCalendar,
      headers: ['etag'],
    },
    201: { description: 'Created.', schema: savedCalendar, headers: ['etag', 'location'] },
  },
  problems: ['precondition-required', 'precondition-failed'],
  example: {
    path: { name: 'year-end' },
    body: { description: 'No models are measured over the turn of the year.', dates: ['2026-12-31'] },
    status: 201,
  },
});

export const deleteCalendarContract = operationContract({
  ...{ operationId: 'deleteCalendar', method: 'DELETE', path: '/calendars/{name}', tag },
  summary: 'Deletes a calendar that no job names',
  access: WRITE,
  params,
  query: NO_QUERY,
  body: NO_BODY,
  ifMatch: 'optional',
  answers: { 204: { description: 'It is gone.' } },
  problems: ['not-found', 'in-use', 'precondition-failed'],
  example: { path: { name: 'uk-bank-holidays' }, status: 204 },
});
