import type { ApiClient } from '../api/api-client.ts';
import {
  deleteAlertRule,
  deleteJob,
  deleteModel,
  listAlertRules,
  listJobs,
  listModels,
  readCalendar,
  readModel,
  saveCalendar,
  saveModel,
} from '../../shared/contracts/http/operation-paths.ts';
import { ApiRefused } from '../api/api-refused.ts';
import type { OperationPath } from '../../shared/contracts/http/operation-path.ts';
import { listAt, textAt } from '../output/read-field.ts';
import { alertRuleResource } from './alert-rule-resource.ts';
import { applyJobs } from './apply-jobs.ts';
import { applyResource, type Resource } from './apply-resource.ts';
import type { AppliedObject } from './applied-object.ts';
import { SET_TAG } from './definition-of.ts';
import type { AlertRuleDocument, AppliedDocument, JobDocument } from './document.ts';

export interface ApplyRequest {
  readonly documents: readonly AppliedDocument[];
  /** Marks what is applied, so that a later apply knows what is gone. */
  readonly set: string;
  readonly isDryRun: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly progress: (text: string) => void;
}

/**
 * Makes everything what its document says: calendars, then models, then jobs, then alert rules, as each names those before
 * it. One that fails stops no other. Repeated, it changes nothing; killed half way, the next apply does the rest. Throws what is no
 * refusal of a single object.
 */
export async function applySet(api: ApiClient, request: ApplyRequest): Promise<readonly AppliedObject[]> {
  const { documents, set, isDryRun, headers, progress } = request;
  const tag = `${SET_TAG}${set}`;
  const applied: AppliedObject[] = [];
  for (const document of inOrder(documents)) {
    progress(`${applied.length} of ${documents.length}`);
    const { kind, metadata, source } = document;
    const outcome = await applyResource(api, resourceOf(document, tag), { isDryRun, headers });
    applied.push({ kind, name: metadata.name, source, ...outcome });
  }
  const newCalendars = new Set(
    applied
      .filter(({ kind, outcome }) => isDryRun && kind === 'Calendar' && outcome === 'created')
      .map(({ name }) => name),
  );
  const jobs = await applyJobs(api, {
    ...{ documents: documents.filter(isJob), tag, isDryRun, headers, newCalendars },
    progress: (count) => {
      progress(`${applied.length + count} of ${documents.length}`);
    },
  });
  const rules = await applyRules(api, documents.filter(isRule), request);
  return [...applied, ...jobs, ...rules];
}

async function applyRules(
  api: ApiClient,
  documents: readonly AlertRuleDocument[],
  { set, isDryRun, headers }: ApplyRequest,
): Promise<readonly AppliedObject[]> {
  const applied: AppliedObject[] = [];
  for (const document of documents) {
    const { kind, metadata, source } = document;
    const resource = await alertRuleResource(document, `${SET_TAG}${set}`);
    const outcome =
      'outcome' in resource ? resource : await applyResource(api, resource, { isDryRun, headers });
    applied.push({ kind, name: metadata.name, source, ...outcome });
  }
  return applied;
}

type ResourceDocument = Exclude<AppliedDocument, { readonly kind: 'Job' | 'AlertRule' }>;

function isRule(document: AppliedDocument): document is AlertRuleDocument {
  return document.kind === 'AlertRule';
}

function isJob(document: AppliedDocument): document is JobDocument {
  return document.kind === 'Job';
}

function inOrder(documents: readonly AppliedDocument[]): readonly ResourceDocument[] {
  const others = documents.flatMap((document) =>
    document.kind === 'Job' || document.kind === 'AlertRule' ? [] : [document],
  );
  return others.toSorted((a, b) => Number(a.kind === 'Model') - Number(b.kind === 'Model'));
}

function resourceOf(document: ResourceDocument, tag: string): Resource {
  const { name } = document.metadata;
  if (document.kind === 'Calendar') {
    const { description } = document.metadata;
    return {
      ...{ read: readCalendar, save: saveCalendar, path: { name }, fields: ['description', 'dates'] },
      desired: {
        ...(description === undefined ? {} : { description }),
        dates: document.spec.dates.toSorted(),
      },
    };
  }
  const { valueStream, description, tags = [] } = document.metadata;
  return {
    ...{ read: readModel, save: saveModel, path: { modelId: name } },
    fields: ['valueStream', 'description', 'tags', 'owner'],
    desired: {
      valueStream,
      ...(description === undefined ? {} : { description }),
      tags: [...new Set([...tags, tag])].sort(),
      ...document.spec,
    },
  };
}

/** What a former apply of this set has made and is in none of its documents now: what names others first. */
export async function findGone(
  api: ApiClient,
  { set, documents }: Pick<ApplyRequest, 'set' | 'documents'>,
): Promise<readonly AppliedObject[]> {
  const tag = `${SET_TAG}${set}`;
  const present = new Set(documents.map(({ kind, metadata }) => `${kind} ${metadata.name}`));
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
