import type { ReportCollectionTask } from '../../../domain/job/report-collection-task.ts';
import type { RunFailure } from '../../../domain/run/run-failure.ts';
import type { Secrets } from '../../../application/ports/secrets.ts';

/** The headers of a task's calls, secrets filled in; or why they cannot be. */
export type ReportHeaders =
  | { readonly outcome: 'filled'; readonly headers: Readonly<Record<string, string>> }
  | { readonly outcome: 'missing'; readonly failure: RunFailure };

/** Looks up the secrets that a task's headers name. */
export function fillHeaders({ headers }: ReportCollectionTask, secrets: Secrets): ReportHeaders {
  const filled: Record<string, string> = {};
  for (const [name, given] of Object.entries(headers)) {
    const value = typeof given === 'string' ? given : secrets.get(given.secret);
    if (value === undefined) return { outcome: 'missing', failure: missing(name, given) };
    filled[name] = value;
  }
  return { outcome: 'filled', headers: filled };
}

function missing(name: string, value: ReportCollectionTask['headers'][string]): RunFailure {
  const secret = typeof value === 'string' ? '' : value.secret;
  const message =
    `There is no secret '${secret}' for the header '${name}' any more. Set the app setting SECRETS__${secret}, ` +
    'then retry the run.';
  return { reason: 'secret-not-found', message };
}

/**
 * The headers for an address: a ticket may be another job's, or of before an edit, and its server must not learn the
 * secrets that are for this one.
 */
export function headersFor(
  url: string,
  { baseUrl }: ReportCollectionTask,
  headers: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return URL.parse(url)?.origin === URL.parse(baseUrl)?.origin ? headers : {};
}
