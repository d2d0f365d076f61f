import type { HttpResponseInit } from '@azure/functions';
import type { DeleteModelOutcome } from '../../shared/application/delete-model.ts';
import type { ModelOverview, ModelsQuery } from '../../shared/application/list-models.ts';
import type { Page, PageRequest } from '../../shared/application/ports/versioned.ts';
import type { ExpectedVersions } from '../../shared/application/save-calendar.ts';
import type { ChangedSince } from '../../shared/application/changed-since.ts';
import { modelSubject, type SaveModelOutcome } from '../../shared/application/save-model.ts';
import {
  deleteModelContract,
  listModelsContract,
  modelView,
  readModelContract,
  registeredModelView,
  saveModelContract,
  toModelDefinition,
} from '../../shared/contracts/http/models.ts';
import { toPageRequest } from '../../shared/contracts/http/page-view.ts';
import type { Actor } from '../../shared/domain/access/actor.ts';
import { streamsOf, type Caller } from '../../shared/domain/access/caller.ts';
import { InvalidInput } from '../../shared/domain/errors.ts';
import type { ModelDefinition } from '../../shared/domain/model/model.ts';
import { operation, type Operation } from './api/operation.ts';
import { outdated } from './outdated.ts';
import { notFound, problem } from './problem.ts';

interface UseCases {
  readonly listModels: (query: ModelsQuery, request: PageRequest) => Promise<Page<ModelOverview>>;
  readonly readModel: (
    modelId: string,
  ) => Promise<{ readonly value: ModelOverview; readonly version?: string } | undefined>;
  readonly saveModel: (
    definition: ModelDefinition,
    expected: ExpectedVersions,
    actor: Actor,
  ) => Promise<SaveModelOutcome>;
  readonly deleteModel: (
    modelId: string,
    expected: ExpectedVersions,
    actor: Actor,
  ) => Promise<DeleteModelOutcome>;
  readonly changedSince: ChangedSince;
}

/** `GET /api/models`, `GET`, `PUT` and `DELETE /api/models/{modelId}`. */
export function modelOperations({
  listModels,
  readModel,
  saveModel,
  deleteModel,
  changedSince,
}: UseCases): readonly Operation[] {
  const refuse = (modelId: string, expected: ExpectedVersions) =>
    outdated(changedSince, { subject: modelSubject(modelId), expected, words: `Model '${modelId}' is` });
  return [
    operation(listModelsContract, async ({ query: { limit, cursor, ...named }, caller }) => {
      const page = await listModels(narrowed(named, caller), toPageRequest({ limit, cursor }));
      return { jsonBody: { ...page, items: page.items.map(modelView) } };
    }),

    operation(readModelContract, async ({ path: { modelId } }) => {
      const found = await readModel(modelId);
      if (found === undefined) return notFound('model', modelId);
      const { value, version: etag } = found;
      return { headers: etag === undefined ? {} : { etag }, jsonBody: modelView(value) };
    }),

    operation(saveModelContract, async ({ path: { modelId }, body, ...call }) => {
      if (body.modelId !== undefined && body.modelId !== modelId) throw otherId(modelId);
      const definition = toModelDefinition(modelId, body);
      const saved = await saveModel(definition, call.ifMatch, call.actor());
      return saved.outcome === 'version-mismatch'
        ? refuse(modelId, call.ifMatch)
        : afterSaving(saved, modelId);
    }),

    operation(deleteModelContract, async ({ path: { modelId }, ...call }) => {
      const deleted = await deleteModel(modelId, call.ifMatch, call.actor());
      return deleted.outcome === 'version-mismatch'
        ? refuse(modelId, call.ifMatch)
        : afterDeleting(deleted, modelId);
    }),
  ];
}

function narrowed(named: Omit<ModelsQuery, 'valueStreams'>, caller: Caller): ModelsQuery {
  const valueStreams = streamsOf(caller, 'reader');
  return valueStreams === undefined ? named : { ...named, valueStreams };
}

function otherId(modelId: string): InvalidInput {
  const message = `must be '${modelId}' as in the path, or left out`;
  return new InvalidInput('The body names another model.', [{ pointer: '/modelId', message }]);
}

type Current<T> = Exclude<T, { readonly outcome: 'version-mismatch' }>;

function afterSaving(saved: Current<SaveModelOutcome>, modelId: string): HttpResponseInit {
  switch (saved.outcome) {
    case 'created':
    case 'replaced':
    case 'unchanged': {
      const isNew = saved.outcome === 'created';
      const location = isNew ? { location: `/api/models/${modelId}` } : {};
      return {
        status: isNew ? 201 : 200,
        headers: { etag: saved.version, ...location },
        jsonBody: registeredModelView(saved.value),
      };
    }
    case 'version-required':
      return problem({
        type: 'precondition-required',
        status: 428,
        title: 'Say which version is to be replaced.',
        detail: `Model '${modelId}' is defined otherwise. Read it, and send its ETag as If-Match.`,
      });
  }
}

function afterDeleting(deleted: Current<DeleteModelOutcome>, modelId: string): HttpResponseInit {
  switch (deleted.outcome) {
    case 'deleted':
      return { status: 204 };
    case 'not-found':
      return notFound('model', modelId);
    case 'has-baselines':
      return problem({
        type: 'in-use',
        status: 409,
        title: 'It has baselines.',
        detail: `Model '${modelId}' has a baseline, which jobs and measurements name; it stays.`,
      });
  }
}
