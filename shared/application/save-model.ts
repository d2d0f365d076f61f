import type { Actor } from '../domain/access/actor.ts';
import { InvalidInput, VersionConflict } from '../domain/errors.ts';
import {
  definitionOfModel,
  isSameModel,
  newModel,
  redefinedModel,
  type Model,
  type ModelDefinition,
} from '../domain/model/model.ts';
import type { AuditedChange } from './audited-change.ts';
import { foreignModel } from './claim-model.ts';
import type { AuditedState } from './ports/audit-log.ts';
import type { Clock, UniqueId } from './ports/environment.ts';
import type { ModelStore } from './ports/model-store.ts';
import type { Versioned } from './ports/versioned.ts';
import { isExpected, type ExpectedVersions } from './save-calendar.ts';

export type SaveModelOutcome =
  | ({ readonly outcome: 'created' | 'replaced' | 'unchanged' } & Versioned<Model>)
  /** It is defined otherwise, and the caller did not say which version it means to replace. */
  | { readonly outcome: 'version-required' }
  /** There is another version of it than the caller expects, or none. */
  | { readonly outcome: 'version-mismatch' };

interface Dependencies {
  readonly models: Pick<ModelStore, 'get' | 'create' | 'save'>;
  readonly auditedChange: AuditedChange;
  readonly clock: Clock;
  readonly uniqueId: UniqueId;
}

interface Asked {
  readonly definition: ModelDefinition;
  readonly expected: ExpectedVersions;
  readonly actor: Actor;
}

/**
 * Registers a model in a value stream, or defines it anew there. Who did so is in the audit log. The same definition
 * again is no change, whatever version is expected. Throws InvalidInput for a model of another value stream.
 */
export function createSaveModel(
  dependencies: Dependencies,
): (definition: ModelDefinition, expected: ExpectedVersions, actor: Actor) => Promise<SaveModelOutcome> {
  return async (definition, expected, actor) => {
    for (;;) {
      const saved = await trySave(dependencies, { definition, expected, actor });
      if (saved !== 'overtaken') return saved;
    }
  };
}

/** One look and one write; `overtaken` when someone else wrote between the two. */
async function trySave(
  dependencies: Dependencies,
  { definition, expected, actor }: Asked,
): Promise<SaveModelOutcome | 'overtaken'> {
  const { models, clock } = dependencies;
  const existing = await models.get(definition.modelId);
  if (existing === undefined) {
    if (expected !== undefined) return { outcome: 'version-mismatch' };
    const model = newModel(definition, clock.now());
    const version = await audited(dependencies, { model, actor }, () => models.create(model));
    return version === undefined ? 'overtaken' : { outcome: 'created', value: model, version };
  }
  const { value: before, version: ifVersion } = existing;
  if (before.valueStream !== definition.valueStream) {
    throw new InvalidInput('The model cannot be saved.', [foreignModel(before.modelId, '/valueStream')]);
  }
  if (isSameModel(before, definition)) return { outcome: 'unchanged', ...existing };
  if (expected === undefined) return { outcome: 'version-required' };
  if (!isExpected(ifVersion, expected)) return { outcome: 'version-mismatch' };
  const model = redefinedModel(before, definition, clock.now());
  try {
    const change = { model, actor, before };
    const version = await audited(dependencies, change, () => models.save(model, { ifVersion }));
    return { outcome: 'replaced', value: model, version };
  } catch (error) {
    if (error instanceof VersionConflict) return 'overtaken';
    throw error;
  }
}

interface ModelChange {
  readonly model: Model;
  readonly actor: Actor;
  readonly before?: Model;
}

/** Writes a model, with its entries in the audit log; undefined when its id is taken. */
async function audited<T extends string | undefined>(
  { auditedChange, uniqueId }: Dependencies,
  { model, actor, before }: ModelChange,
  write: () => Promise<T>,
): Promise<T> {
  const asked = {
    ...{ subject: modelSubject(model.modelId), changeId: uniqueId(), actor },
    ...(before === undefined ? { action: 'create' } : { action: 'replace', before: auditedModel(before) }),
  };
  const { result } = await auditedChange(asked, async () => {
    const version = await write();
    return version === undefined
      ? { result: version, outcome: 'refused' }
      : { result: version, outcome: 'done', after: auditedModel(model), version };
  });
  return result;
}

/** What the audit log calls a model. */
export function modelSubject(modelId: string): string {
  return `model:${modelId}`;
}

/** A model as the audit log has it. */
export function auditedModel(model: Model): AuditedState {
  return { ...definitionOfModel(model), generation: model.generation };
}
