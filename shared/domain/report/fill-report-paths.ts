import type { DataInterval } from '../data/data-interval.ts';
import { fillDate } from '../data/fill-date.ts';
import type { ReportCollectionTask } from '../job/report-collection-task.ts';
import type { RunId } from '../run/run-id.ts';
import { findTimeZone, type TimeZone } from '../schedule/time-zone.ts';

/** The address at which a run's report is asked for. Throws RangeError for a zone that there is not. */
export function requestUrlOf(task: ReportCollectionTask, interval: DataInterval): string {
  const path = fillDate(task.requestPath, interval.from, zoneOf(task))
    .replaceAll('{offset}', String(task.offset))
    .replaceAll('{from}', new Date(interval.from).toISOString())
    .replaceAll('{to}', new Date(interval.to).toISOString());
  return `${task.baseUrl}${path}`;
}

/**
 * The address at which the report of a ticket is fetched. The ticket is encoded as one step of a path (RFC 3986, 2.1), so
 * that one with "/", "%" or "?" stays what it is. `readTicket` lets no ticket through that cannot be encoded.
 */
export function reportUrlOf({ baseUrl, reportPath }: ReportCollectionTask, ticketId: string): string {
  const step = encodeURIComponent(ticketId);
  // A function: in a text "$" would have a meaning.
  return `${baseUrl}${reportPath.replaceAll('{ticketId}', () => step)}`;
}

/** The blob of a run's report, `<container>/<name>`. Throws RangeError for a zone that there is not. */
export function outputPathOf(task: ReportCollectionTask, runId: RunId, { from }: DataInterval): string {
  return fillDate(task.outputPath, from, zoneOf(task))
    .replaceAll('{resource}', task.resource)
    .replaceAll('{runId}', runId);
}

/**
 * Names what is asked for: who asks for the same may go on with the ticket of another. Headers count, as the tenant or the
 * token in one may decide what the report holds; a secret counts by its name.
 */
export function requestKeyOf({ method, headers }: ReportCollectionTask, requestUrl: string): string {
  const given = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  const key = `${method} ${requestUrl}`;
  return given.length === 0 ? key : `${key} ${JSON.stringify(given.sort())}`;
}

function zoneOf({ timeZone = 'UTC' }: ReportCollectionTask): TimeZone {
  const zone = findTimeZone(timeZone);
  if (zone === undefined) throw new RangeError(`There is no time zone '${timeZone}'.`);
  return zone;
}
