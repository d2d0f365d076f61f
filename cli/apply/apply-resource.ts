import { sameJson } from '../../shared/domain/job/same-json.ts';
import { differencesOf } from '../../shared/domain/job/difference.ts';
import type { ApiClient } from '../api/api-client.ts';
import { ApiRefused } from '../api/api-refused.ts';
import type { OperationPath } from '../api/operation-path.ts';
import { isRecord } from '../output/read-field.ts';
import type { ApplyOutcome } from './applied-object.ts';

export interface Resource {
  readonly read: OperationPath;
  readonly save: OperationPath;
  readonly path: Readonly<Record<string, string>>;
  /** The whole of it; what the server adds to these fields is its own. */
  readonly desired: Readonly<Record<string, unknown>>;
  /** The fields that can be said, also those that are not. */
  readonly fields: readonly string[];
}

/**
 * Makes an object that is read and replaced as a whole what it should be. What somebody else has changed meanwhile is
 * left as it is, and is a failure. Throws what is no refusal.
 */
export async function applyResource(
  api: ApiClient,
  { read, save, path, desired, fields }: Resource,
  { isDryRun, headers }: { readonly isDryRun: boolean; readonly headers: Readonly<Record<string, string>> },
): Promise<ApplyOutcome> {
  try {
    const stored = await readStored(api, read, path);
    const present = stored === undefined ? undefined : only(stored.body, fields);
    if (present !== undefined && sameJson(present, only(desired, fields))) return { outcome: 'unchanged' };
    const differences = present === undefined ? [] : differencesOf(present, only(desired, fields));
    if (!isDryRun) {
      const condition = stored === undefined ? {} : { 'if-match': stored.etag };
      await api.call(save, { path, body: desired, headers: { ...headers, ...condition } });
    }
    return present === undefined ? { outcome: 'created' } : { outcome: 'updated', differences };
  } catch (error) {
    if (!(error instanceof ApiRefused)) throw error;
    return { outcome: 'failed', errors: faultsOf(error) };
  }
}

/** What was wrong, or the refusal itself where it points nowhere. */
function faultsOf({ problem, message }: ApiRefused): NonNullable<ApplyOutcome['errors']> {
  return problem.errors.length > 0 ? problem.errors : [{ pointer: '', detail: message }];
}

async function readStored(
  api: ApiClient,
  read: OperationPath,
  path: Readonly<Record<string, string>>,
): Promise<{ readonly body: unknown; readonly etag: string } | undefined> {
  try {
    const { body, headers } = await api.call(read, { path });
    const etag = headers.get('etag');
    // Without a version it is not stored yet: something else has only named it.
    return etag === null ? undefined : { body, etag };
  } catch (error) {
    if (error instanceof ApiRefused && error.status === 404) return undefined;
    throw error;
  }
}

/** Absent and empty are the same: a list of nothing is not shown. */
function only(value: unknown, fields: readonly string[]): Readonly<Record<string, unknown>> {
  if (!isRecord(value)) return {};
  const said = fields.map((field) => [field, value[field]] as const);
  return Object.fromEntries(
    said.filter(([, one]) => one !== undefined && !(Array.isArray(one) && one.length === 0)),
  );
}
