import type { HttpResponseInit } from '@azure/functions';
import type { DeleteCalendarOutcome } from '../../shared/application/delete-calendar.ts';
import type { CalendarStore } from '../../shared/application/ports/calendar-store.ts';
import type { ChangedSince } from '../../shared/application/changed-since.ts';
import {
  calendarSubject,
  type ExpectedVersions,
  type SaveCalendarOutcome,
} from '../../shared/application/save-calendar.ts';
import {
  deleteCalendarContract,
  listCalendarsContract,
  readCalendarContract,
  saveCalendarContract,
  toCalendar,
  type CalendarPageView,
  type CalendarView,
  type SavedCalendarView,
} from '../../shared/contracts/http/calendar.ts';
import { toPageRequest } from '../../shared/contracts/http/page-view.ts';
import type { Actor } from '../../shared/domain/access/actor.ts';
import { InvalidInput } from '../../shared/domain/errors.ts';
import type { NamedCalendar } from '../../shared/domain/schedule/named-calendar.ts';
import { operation, type Operation } from './api/operation.ts';
import { outdated } from './outdated.ts';
import { notFound, problem } from './problem.ts';

interface UseCases {
  readonly calendars: CalendarStore;
  readonly saveCalendar: (
    calendar: NamedCalendar,
    expected: ExpectedVersions,
    actor: Actor,
  ) => Promise<SaveCalendarOutcome>;
  readonly deleteCalendar: (
    name: string,
    expected: ExpectedVersions,
    actor: Actor,
  ) => Promise<DeleteCalendarOutcome>;
  readonly changedSince: ChangedSince;
}

/** `GET /api/calendars`, `GET`, `PUT` and `DELETE /api/calendars/{name}`. */
export function calendarOperations({
  calendars,
  saveCalendar,
  deleteCalendar,
  changedSince,
}: UseCases): readonly Operation[] {
  const refuse = (name: string, expected: ExpectedVersions) =>
    outdated(changedSince, {
      ...{ subject: calendarSubject(name), expected, words: `The calendar '${name}' is` },
    });
  return [
    operation(listCalendarsContract, async ({ query }) => {
      const jsonBody: CalendarPageView = await calendars.list(toPageRequest(query));
      return { jsonBody };
    }),

    operation(readCalendarContract, async ({ path: { name } }) => {
      const stored = await calendars.get(name);
      if (stored === undefined) return notFound('calendar', name);
      const jsonBody: CalendarView = stored.value;
      return { headers: { etag: stored.version }, jsonBody };
    }),

    operation(saveCalendarContract, async ({ path: { name }, body, ...call }) => {
      if (body.name !== undefined && body.name !== name) throw otherName(name);
      const actor = call.actor();
      const saved = await saveCalendar(toCalendar(name, body), call.ifMatch, actor);
      return saved.outcome === 'version-mismatch' ? refuse(name, call.ifMatch) : afterSaving(saved, name);
    }),

    operation(deleteCalendarContract, async ({ path: { name }, ...call }) => {
      const deleted = await deleteCalendar(name, call.ifMatch, call.actor());
      return deleted.outcome === 'version-mismatch'
        ? refuse(name, call.ifMatch)
        : afterDeleting(deleted, name);
    }),
  ];
}

function otherName(name: string): InvalidInput {
  const message = `must be "${name}" as in the path, or left out`;
  return new InvalidInput('The body has faults.', [{ pointer: '/name', message }]);
}

type Current<T> = Exclude<T, { readonly outcome: 'version-mismatch' }>;

function afterSaving(saved: Current<SaveCalendarOutcome>, name: string): HttpResponseInit {
  switch (saved.outcome) {
    case 'created':
    case 'replaced':
    case 'unchanged': {
      const { outcome, value, version, jobs } = saved;
      const created = outcome === 'created';
      const headers = { etag: version, ...(created ? { location: `/api/calendars/${name}` } : {}) };
      const jsonBody: SavedCalendarView = { ...value, jobs };
      return { status: created ? 201 : 200, headers, jsonBody };
    }
    case 'version-required':
      return problem({
        type: 'precondition-required',
        status: 428,
        title: 'Say which version is to be replaced.',
        detail: `There is another calendar '${name}'. Read it, and send its ETag as If-Match.`,
      });
  }
}

function afterDeleting(deleted: Current<DeleteCalendarOutcome>, name: string): HttpResponseInit {
  switch (deleted.outcome) {
    case 'deleted':
      return { status: 204 };
    case 'not-found':
      return notFound('calendar', name);
    case 'in-use':
      return problem({
        type: 'in-use',
        status: 409,
        title: 'Jobs use it.',
        detail: `The calendar '${name}' is excluded by jobs, among them ${deleted.jobIds.join(', ')}.`,
      });
  }
}
