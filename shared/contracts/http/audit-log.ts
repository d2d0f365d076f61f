import { z } from 'zod';
import { calendarName } from './calendar.ts';
import { instantView } from './instant-view.ts';
import { NO_BODY, NO_PARAMS, operationContract } from './operation.ts';
import { pageView } from './page-view.ts';
import { paging } from './paging.ts';
import { queryInstant } from './query-instant.ts';

const OUTCOMES = ['asked', 'refused', 'done'] as const;

const state = z.record(z.string(), z.unknown()).readonly();

const auditEntry = z
  .object({
    subject: z.string().describe('What was to be changed, such as `calendar:uk-bank-holidays`.'),
    changeId: z.string().describe('The same in all that is told of one change.'),
    outcome: z
      .enum(OUTCOMES)
      .describe('`asked` alone: the change may have been made or not. `refused`: nothing was changed.'),
    action: z.string(),
    author: z.string(),
    reason: z.string().exactOptional(),
    at: instantView,
    version: z.string().exactOptional().describe('The version that the change made, as `ETag` has it.'),
    before: state.exactOptional().describe('As it was.'),
    after: state.exactOptional().describe('As it is since; absent where it is gone.'),
  })
  .meta({ id: 'AuditEntry' });

/** An entry of the audit log. */
export type AuditEntryView = z.output<typeof auditEntry>;

interface Entry extends Omit<z.output<typeof auditEntry>, 'at'> {
  readonly at: number;
}

/** What callers read of an entry of the audit log; its instant is epoch ms on the way in. */
export function auditEntryView({ at, ...rest }: Entry): AuditEntryView {
  return { ...rest, at: new Date(at).toISOString() };
}

const answers = {
  200: { description: 'A page of entries, the latest first.', schema: pageView(auditEntry) },
};

/** What a subject begins with. */
const SUBJECT_KINDS = [
  'calendar',
  'model',
  'lock',
  'alert-rule',
  'incident',
  'fleet',
  'template',
  'key',
  'grant',
] as const;

export const listAuditLogContract = operationContract({
  ...{ operationId: 'listAuditLog', method: 'GET', path: '/audit-log', tag: 'Operations' },
  summary: 'Lists who changed something that has no history of its own',
  description:
    'Calendars, models, locks, alert rules, incidents, API keys and grants. What is asked is written before anything is changed, and what became of it afterwards.',
  access: { role: 'admin', of: 'all' },
  params: NO_PARAMS,
  query: z.strictObject({
    subject: z
      .string()
      .regex(/^[a-z-]+:[^/\\?#]{1,260}$/, 'must be a kind and a name, as in "calendar:uk-bank-holidays"')
      .exactOptional()
      .describe(
        'What was changed; without it, all there is: `calendar:<name>`, `model:<id>`, `lock:<resource>`, `alert-rule:<id>`, `incident:<id>`, `key:<id>` or `grant:<principal>`.',
      ),
    kind: z
      .enum(SUBJECT_KINDS, `must be one of ${SUBJECT_KINDS.join(', ')}`)
      .exactOptional()
      .describe('Only subjects that begin with it.'),
    author: z
      .string()
      .min(1, 'must not be empty')
      .max(200, 'must be at most 200 characters')
      .exactOptional()
      .describe('Only what was asked by that name.'),
    from: queryInstant.exactOptional().describe('Only what was asked or done since then.'),
    to: queryInstant.exactOptional().describe('Only what was asked or done before then.'),
    ...paging,
  }),
  body: NO_BODY,
  answers,
  example: { query: { subject: 'calendar:uk-bank-holidays' }, status: 200 },
});

export const listCalendarHistoryContract = operationContract({
  operationId: 'listCalendarHistory',
  method: 'GET',
  path: '/calendars/{name}/history',
  tag: 'Calendars',
  summary: 'Lists who changed a calendar, when, why and what',
  description: 'Also of a deleted calendar.',
  access: { role: 'reader', of: 'any' },
  params: z.object({ name: calendarName }),
  query: z.strictObject(paging),
  body: NO_BODY,
  answers,
  example: { status: 200 },
});
