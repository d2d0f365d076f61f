import { sameJson } from '../../shared/domain/job/same-json.ts';
import { differencesOf } from '../../shared/domain/job/difference.ts';
import type { ApiAnswer, ApiClient } from '../api/api-client.ts';
import { ApiRefused } from '../api/api-refused.ts';
import type { OperationPath } from '../../shared/contracts/http/operation-path.ts';
import { isRecord, listAt, textAt } from '../output/read-field.ts';
import type { ApplyOutcome } from './applied-object.ts';

export interface Resource {
  readonly read: OperationPath;
  readonly save: OperationPath;
  readonly path: Readonly<Record<string, string>>;
  /** The whole of it, or a part (`restFrom`); what the server adds to these fields is its own. */
  readonly desired: Readonly<Record<string, unknown>>;
  /** Of an object of which `desired` is a part: the rest stays as it is, and is this where nobody has said anything yet. */
  readonly restFrom?: Readonly<Record<string, unknown>>;
  /** The fields that can be said, also those that are not. */
  readonly fields: readonly string[];
  /** A pointer into the body as a pointer into its document; else the same. */
  readonly pointerOf?: (pointer: string) => string;
  /** Of what is read, the part that was saved; else the whole. */
  readonly settingsOf?: (shown: unknown) => unknown;
  /** The version of what is shown by default, as long as nobody has said anything of it. */
  readonly unsetEtag?: string;
  /** What a dry run tells beside what differs. Throws ApiRefused where saving would. */
  readonly rehearse?: (
    api: ApiClient,
    resource: Pick<Resource, 'path' | 'desired'>,
  ) => Promise<readonly Fault[]>;
  /** What is to be said of it once it is saved, beside the warnings. */
  readonly remarksOn?: (saved: unknown) => readonly Fault[];
}

/** Something to say of a place in a document. */
export interface Fault {
  readonly pointer: string;
  readonly detail: string;
}

/**
 * Makes an object that is read and replaced as a whole what it should be. What somebody else has changed meanwhile is
 * left as it is, and is a failure. Throws what is no refusal.
 */
export async function applyResource(
  api: ApiClient,
  resource: Resource,
  how: { readonly isDryRun: boolean; readonly headers: Readonly<Record<string, string>> },
): Promise<ApplyOutcome> {
  const pointerOf = resource.pointerOf ?? asItIs;
  const unknown = unknownFields(resource);
  if (unknown.length > 0) return { outcome: 'failed', errors: unknown.map(inDocument(pointerOf)) };
  try {
    const { warnings = [], ...applied } = await makeAsDesired(api, resource, how);
    return warnings.length === 0 ? applied : { ...applied, warnings: warnings.map(inDocument(pointerOf)) };
  } catch (error) {
    if (!(error instanceof ApiRefused)) throw error;
    return { outcome: 'failed', errors: faultsOf(error).map(inDocument(pointerOf)) };
  }
}

function asItIs(pointer: string): string {
  return pointer;
}

/** What is not compared would never be seen to differ, nor be sent where nothing else does. */
function unknownFields({ desired, restFrom, fields }: Resource): readonly Fault[] {
  if (restFrom === undefined) return [];
  const unknown = Object.keys(desired).filter((name) => !fields.includes(name));
  return unknown.map((name) => ({ pointer: `/${name}`, detail: 'is not a known field' }));
}

async function makeAsDesired(
  api: ApiClient,
  resource: Resource,
  { isDryRun, headers }: { readonly isDryRun: boolean; readonly headers: Readonly<Record<string, string>> },
): Promise<ApplyOutcome> {
  const { read, save, path, desired, restFrom, fields } = resource;
  const stored = await readStored(api, read, path);
  const before = settingsIn(resource, stored);
  const body = restFrom === undefined ? desired : { ...(before ?? restFrom), ...desired };
  const compared = compare(before, body, fields);
  if (compared.outcome === 'unchanged') return compared;
  if (isDryRun) return { ...compared, warnings: (await resource.rehearse?.(api, resource)) ?? [] };
  const condition = stored === undefined ? {} : { 'if-match': stored.etag };
  const answer = await api.call(save, { path, body, headers: { ...headers, ...condition } });
  return { ...compared, warnings: [...warningsOf(answer), ...(resource.remarksOn?.(answer.body) ?? [])] };
}

/** What was saved of it before; undefined where nobody has said anything of it. */
function settingsIn(
  { unsetEtag, settingsOf = (shown) => shown, fields }: Resource,
  stored: { readonly body: unknown; readonly etag: string } | undefined,
): Readonly<Record<string, unknown>> | undefined {
  if (stored === undefined || stored.etag === unsetEtag) return undefined;
  return only(settingsOf(stored.body), fields);
}

function compare(
  before: Readonly<Record<string, unknown>> | undefined,
  desired: unknown,
  fields: readonly string[],
): ApplyOutcome {
  if (before === undefined) return { outcome: 'created' };
  const after = only(desired, fields);
  if (sameJson(before, after)) return { outcome: 'unchanged' };
  return { outcome: 'updated', differences: differencesOf(before, after) };
}

function inDocument(pointerOf: (pointer: string) => string): (fault: Fault) => Fault {
  return ({ pointer, detail }) => ({ pointer: pointerOf(pointer), detail });
}

function warningsOf({ body }: ApiAnswer): readonly Fault[] {
  return listAt(body, 'warnings').map((warning) => ({
    pointer: textAt(warning, 'pointer') ?? '',
    detail: textAt(warning, 'message') ?? '',
  }));
}

/** What was wrong, or the refusal itself where it points nowhere. */
function faultsOf({ problem, message }: ApiRefused): readonly Fault[] {
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
