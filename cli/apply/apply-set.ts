import type { ApiClient } from '../api/api-client.ts';
import {
  deleteJob,
  deleteModel,
  listJobs,
  listModels,
  readCalendar,
  readModel,
  saveCalendar,
  saveModel,
} from '../api/operations.ts';
import { ApiRefused } from '../api/api-refused.ts';
import { listAt, textAt } from '../output/read-field.ts';
import { applyJobs } from './apply-jobs.ts';
import { applyResource, type Resource } from './apply-resource.ts';
import type { AppliedObject } from './applied-object.ts';
import { SET_TAG } from './definition-of.ts';
import type { AppliedDocument, JobDocument } from './document.ts';

export interface ApplyRequest {
  readonly documents: readonly AppliedDocument[];
  /** Marks what is applied, so that a later apply knows what is gone. */
  readonly set: string;
  readonly isDryRun: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly progress: (text: string) => void;
}

/**
 * Makes everything what its document says: calendars, then models, then jobs, as each names those before it. One that
 * fails stops no other. Repeated, it changes nothing; killed half way, the next apply does the rest. Throws what is no
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
  return [...applied, ...jobs];
}

type ResourceDocument = Exclude<AppliedDocument, { readonly kind: 'Job' }>;

function isJob(document: AppliedDocument): document is JobDocument {
  return document.kind === 'Job';
}

function inOrder(documents: readonly AppliedDocument[]): readonly ResourceDocument[] {
  const others = documents.flatMap((document) => (document.kind === 'Job' ? [] : [document]));
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

/** What a former apply of this set has made and is in none of its documents now: jobs first, as they name models. */
export async function findGone(
  api: ApiClient,
  { set, documents }: Pick<ApplyRequest, 'set' | 'documents'>,
): Promise<readonly AppliedObject[]> {
  const tag = `${SET_TAG}${set}`;
  const present = new Set(documents.map(({ kind, metadata }) => `${kind} ${metadata.name}`));
  const gone: AppliedObject[] = [];
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
      if (kind === 'Job') await api.call(deleteJob, { path: { jobId: name }, headers, accepts: [404] });
      else await api.call(deleteModel, { path: { modelId: name }, headers, accepts: [404] });
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
