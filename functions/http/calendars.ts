import type { HttpResponseInit } from '@azure/functions';
import { z } from 'zod';
import type { DeleteCalendarOutcome } from '../../shared/application/delete-calendar.ts';
import type { CalendarStore } from '../../shared/application/ports/calendar-store.ts';
import type { ExpectedVersions, SaveCalendarOutcome } from '../../shared/application/save-calendar.ts';
import { calendarName, calendarRequest, toCalendar } from '../../shared/contracts/http/calendar.ts';
import { paging } from '../../shared/contracts/http/paging.ts';
import { InvalidInput } from '../../shared/domain/errors.ts';
import type { NamedCalendar } from '../../shared/domain/schedule/named-calendar.ts';
import type { FunctionRegistry } from '../registry.ts';
import { httpHandler } from './handler.ts';
import { expectedVersions } from './if-match.ts';
import { parseQuery } from './jobs.ts';
import { notFound, problem } from './problem.ts';
import { parseInput, readJson } from './read-json.ts';

interface UseCases {
  readonly calendars: CalendarStore;
  readonly saveCalendar: (
    calendar: NamedCalendar,
    expected: ExpectedVersions,
  ) => Promise<SaveCalendarOutcome>;
  readonly deleteCalendar: (name: string, expected: ExpectedVersions) => Promise<DeleteCalendarOutcome>;
}

const listQuery = z.strictObject(paging);

/** `GET /api/calendars`, `GET`, `PUT` and `DELETE /api/calendars/{name}`. */
export function registerCalendars(app: FunctionRegistry, useCases: UseCases): void {
  const { calendars } = useCases;

  app.http('listCalendars', {
    methods: ['GET'],
    route: 'calendars',
    authLevel: 'function',
    handler: httpHandler(async (request) => ({
      jsonBody: await calendars.list(parseQuery(request, listQuery)),
    })),
  });

  app.http('readCalendar', {
    methods: ['GET'],
    route: 'calendars/{name}',
    authLevel: 'function',
    handler: httpHandler(async ({ params }) => {
      const name = params['name'] ?? '';
      const stored = calendarName.safeParse(name).success ? await calendars.get(name) : undefined;
      if (stored === undefined) return notFound('calendar', name);
      return { headers: { etag: stored.version }, jsonBody: stored.value };
    }),
  });

  registerWrites(app, useCases);
}

function registerWrites(app: FunctionRegistry, { saveCalendar, deleteCalendar }: UseCases): void {
  app.http('saveCalendar', {
    methods: ['PUT'],
    route: 'calendars/{name}',
    authLevel: 'function',
    handler: httpHandler(async (request) => {
      const { name } = parseInput(request.params, z.object({ name: calendarName }), 'The path has faults.');
      const body = await readJson(request, calendarRequest);
      if (body.name !== undefined && body.name !== name) throw otherName(name);
      return afterSaving(await saveCalendar(toCalendar(name, body), expectedVersions(request)), name);
    }),
  });

  app.http('deleteCalendar', {
    methods: ['DELETE'],
    route: 'calendars/{name}',
    authLevel: 'function',
    handler: httpHandler(async (request) => {
      const name = request.params['name'] ?? '';
      if (!calendarName.safeParse(name).success) return notFound('calendar', name);
      return afterDeleting(await deleteCalendar(name, expectedVersions(request)), name);
    }),
  });
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
      return { status: created ? 201 : 200, headers, jsonBody: { ...value, jobs } };
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
