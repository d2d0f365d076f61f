import { z } from 'zod';
import {
  CALENDAR_NAME_RULE,
  calendarDateIssues,
  isCalendarName,
  type NamedCalendar,
} from '../../domain/schedule/named-calendar.ts';
import { addIssues } from './issues.ts';

export const calendarName = z.string().refine(isCalendarName, CALENDAR_NAME_RULE);

/** The body of `PUT /api/calendars/{name}`: what a reader of the calendar got, or without the name. */
export const calendarRequest = z.strictObject({
  name: calendarName.exactOptional(),
  description: z.string().max(500, 'must be at most 500 characters').exactOptional(),
  dates: z.array(z.string()).superRefine((dates, context) => {
    addIssues(context, calendarDateIssues(dates));
  }),
});

export type CalendarRequest = z.output<typeof calendarRequest>;

/** The calendar in the domain's form: its dates in order. */
export function toCalendar(name: string, { description, dates }: CalendarRequest): NamedCalendar {
  return { name, ...(description === undefined ? {} : { description }), dates: dates.toSorted() };
}
