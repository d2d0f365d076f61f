import type { HttpResponseInit } from '@azure/functions';
import type { DeleteCalendarOutcome } from '../../shared/application/delete-calendar.ts';
import type { CalendarStore } from '../../shared/application/ports/calendar-store.ts';
import type { ExpectedVersions, SaveCalendarOutcome } from '../../shared/application/save-calendar.ts';
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
}

/** `GET /api/calendars`, `GET`, `PUT` and `DELETE /api/calendars/{name}`. */
export function calendarOperations({
  calendars,
  saveCalendar,
  deleteCalendar,
}: UseCases): readonly Operation[] {
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
      return afterSaving(await saveCalendar(toCalendar(name, body), call.ifMatch, actor), name);
    }),

    operation(deleteCalendarContract, async ({ path: { name }, ...call }) =>
      afterDeleting(await deleteCalendar(name, call.ifMatch, call.actor()), name),
    ),
  ];
}

function otherName(name: string): InvalidInput {
  const message = `must be "${name}" as in the path, or left out`;
  return new InvalidInput('The body has faults.', [{ pointer: '/name', message }]);
}

function afterSaving(saved: SaveCalendarOutcome, name: string): HttpResponseInit {
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
    case 'version-mismatch':
      return versionMismatch(name);
  }
}

function afterDeleting(deleted: DeleteCalendarOutcome, name: string): HttpResponseInit {
  switch (deleted.outcome) {
    case 'deleted':
      return { status: 204 };
    case 'not-found':
      return notFound('calendar', name);
    case 'version-mismatch':
      return versionMismatch(name);
    case 'in-use':
      return problem({
        type: 'in-use',
        status: 409,
        title: 'Jobs use it.',
        detail: `The calendar '${name}' is excluded by jobs, among them ${deleted.jobIds.join(', ')}.`,
      });
  }
}

function versionMismatch(name: string): HttpResponseInit {
  return problem({
    type: 'precondition-failed',
    status: 412,
    title: 'Not the version that was expected.',
    detail: `The calendar '${name}' is not at the version of If-Match. Read it again and repeat the change.`,
  });
}
