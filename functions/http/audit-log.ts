import type { AuditLog } from '../../shared/application/ports/audit-log.ts';
import { calendarSubject } from '../../shared/application/save-calendar.ts';
import {
  auditEntryView,
  listAuditLogContract,
  listCalendarHistoryContract,
} from '../../shared/contracts/http/audit-log.ts';
import { toPageRequest } from '../../shared/contracts/http/page-view.ts';
import { operation, type Operation } from './api/operation.ts';

/** `GET /api/audit-log` and `GET /api/calendars/{name}/history`. */
export function auditLogOperations({
  audit,
}: {
  readonly audit: Pick<AuditLog, 'list' | 'search'>;
}): readonly Operation[] {
  return [
    operation(listAuditLogContract, async ({ query: { limit, cursor, ...search } }) => {
      const page = await audit.search(search, toPageRequest({ limit, cursor }));
      return { jsonBody: { ...page, items: page.items.map(auditEntryView) } };
    }),

    operation(listCalendarHistoryContract, async ({ path, query }) => {
      const page = await audit.list(calendarSubject(path.name), toPageRequest(query));
      return { jsonBody: { ...page, items: page.items.map(auditEntryView) } };
    }),
  ];
}
