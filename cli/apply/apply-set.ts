import type { ApiClient } from '../api/api-client.ts';
import {
  deleteAlertRule,
  deleteJob,
  deleteModel,
  listAlertRules,
  listJobs,
  listModels,
} from '../../shared/contracts/http/operation-paths.ts';
import { ApiRefused } from '../api/api-refused.ts';
import type { OperationPath } from '../../shared/contracts/http/operation-path.ts';
import { listAt, textAt } from '../output/read-field.ts';
import { applyJobs } from './apply-jobs.ts';
import { applyResource } from './apply-resource.ts';
import type { AppliedObject } from './applied-object.ts';
import { SET_TAG } from './definition-of.ts';
import { nameOf, type AppliedDocument, type JobDocument } from './document.ts';
import { resourceOf, type ResourceDocument } from './resource-of.ts';

export interface ApplyRequest {
  readonly documents: readonly AppliedDocument[];
  /** Marks what is applied, so that a later apply knows what is gone. */
  readonly set: string;
  readonly isDryRun: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly progress: (text: string) => void;
}

/** What stands before jobs, which name it, and after them, in this order. */
const BEFORE_JOBS = ['Calendar', 'Model', 'EdgeSite', 'Edge', 'JobTemplate'] as const;
const AFTER_JOBS = ['Fleet', 'AlertRule'] as const;

/**
 * Makes everything what its document says: what jobs name, then jobs, then fleets and alert rules, as each names those before
 * it. One that fails stops no other. Repeated, it changes nothing; killed half way, the next apply does the rest. Throws what is no
 * refusal of a single object.
 */
export async function applySet(api: ApiClient, request: ApplyRequest): Promise<readonly AppliedObject[]> {
  const { documents, set, isDryRun, headers, progress } = request;
  const tag = `${SET_TAG}${set}`;
  const before = await applyKinds(api, request, { kinds: BEFORE_JOBS, done: 0 });
  const newCalendars = new Set(
    before
      .filter(({ kind, outcome }) => isDryRun && kind === 'Calendar' && outcome === 'created')
      .map(({ name }) => name),
  );
  const jobs = await applyJobs(api, {
    ...{ documents: documents.filter(isJob), tag, isDryRun, headers, newCalendars },
    progress: (count) => {
      progress(`${before.length + count} of ${documents.length}`);
    },
  });
  const done = before.length + jobs.length;
  return [...before, ...jobs, ...(await applyKinds(api, request, { kinds: AFTER_JOBS, done }))];
}

interface Kinds {
  readonly kinds: readonly ResourceDocument['kind'][];
  /** Documents that were seen to before. */
  readonly done: number;
}

async function applyKinds(
  api: ApiClient,
  { documents, set, isDryRun, headers, progress }: ApplyRequest,
  { kinds, done }: Kinds,
): Promise<readonly AppliedObject[]> {
  const applied: AppliedObject[] = [];
  const inTurn = kinds.flatMap((wanted) =>
    documents.flatMap((document) => (document.kind === wanted ? [document] : [])),
  );
  for (const document of inTurn) {
    progress(`${done + applied.length} of ${documents.length}`);
    const { kind, source } = document;
    const resource = await resourceOf(document, `${SET_TAG}${set}`);
    const outcome =
      'outcome' in resource ? resource : await applyResource(api, resource, { isDryRun, headers });
    applied.push({ kind, name: nameOf(document), source, ...outcome });
  }
  return applied;
}

function isJob(document: AppliedDocument): document is JobDocument {
  return document.kind === 'Job';
}

/** What a former apply of this set has made and is in none of its documents now: what names others first. */
export async function findGone(
  api: ApiClient,
  { set, documents }: Pick<ApplyRequest, 'set' | 'documents'>,
): Promise<readonly AppliedObject[]> {
  const tag = `${SET_TAG}${set}`;
  const present = new Set(documents.map((document) => `${document.kind} ${nameOf(document)}`));
  const gone: AppliedObject[] = [];
  for await (const rule of api.items(listAlertRules)) {
    if (listAt(rule, 'tags').includes(tag)) {
      gone.push({ kind: 'AlertRule', name: textAt(rule, 'ruleId') ?? '', outcome: 'deleted' });
    }
  }
  for await (const job of api.items(listJobs, { query: { tag } })) {
    gone.push({ kind: 'Job', name: textAt(job, 'jobId') ?? '', outcome: 'deleted' });
  }
  for await (const model of api.items(listModels)) {
    if (listAt(model, 'tags').includes(tag)) {
      gone.push({ kind: 'Model', name: textAt(model, 'modelId') ?? '', outcome: 'deleted' });
    }
  }
  return gone.filter(({ kind, name }) => name !== '' && !present.has(`${kind} ${name}`));
}

/** Deletes what `findGone` has found; what is gone by now is deleted too. */
export async function deleteGone(
  api: ApiClient,
  gone: readonly AppliedObject[],
  headers: Readonly<Record<string, string>>,
): Promise<readonly AppliedObject[]> {
  const deleted: AppliedObject[] = [];
  for (const object of gone) {
    const { kind, name } = object;
    try {
      const { operation, path } = deletionOf(kind, name);
      await api.call(operation, { path, headers, accepts: [404] });
      deleted.push(object);
    } catch (error) {
      if (!(error instanceof ApiRefused)) throw error;
      // A model with baselines stays: its measurements mean something by it.
      const outcome = error.problem.type.endsWith(':in-use') ? 'kept' : 'failed';
      deleted.push({ ...object, outcome, errors: [{ pointer: '', detail: error.message }] });
    }
  }
  return deleted;
}

function deletionOf(
  kind: AppliedObject['kind'],
  name: string,
): { readonly operation: OperationPath; readonly path: Readonly<Record<string, string>> } {
  if (kind === 'Job') return { operation: deleteJob, path: { jobId: name } };
  return kind === 'AlertRule'
    ? { operation: deleteAlertRule, path: { ruleId: name } }
    : { operation: deleteModel, path: { modelId: name } };
}
