import type { Actor } from '../domain/access/actor.ts';
import { VersionConflict } from '../domain/errors.ts';
import type { AuditedChange } from './audited-change.ts';
import type { UniqueId } from './ports/environment.ts';
import type { ModelStore } from './ports/model-store.ts';
import { isExpected, type ExpectedVersions } from './save-calendar.ts';
import { auditedModel, modelSubject } from './save-model.ts';

export type DeleteModelOutcome =
  | { readonly outcome: 'deleted' }
  | { readonly outcome: 'not-found' }
  | { readonly outcome: 'version-mismatch' }
  /** It stays: see `createDeleteModel`. */
  | { readonly outcome: 'has-baselines' };

interface Dependencies {
  readonly models: Pick<ModelStore, 'get' | 'remove'>;
  readonly auditedChange: AuditedChange;
  readonly uniqueId: UniqueId;
}

/**
 * Deletes a model that has no baseline; so no job names it either, since a job's baseline is frozen before the job is
 * stored. A model with a baseline stays for good: its measurements mean something by it, and without an owner the next
 * value stream that named the model would get to see them.
 */
export function createDeleteModel(
  dependencies: Dependencies,
): (modelId: string, expected: ExpectedVersions, actor: Actor) => Promise<DeleteModelOutcome> {
  return async (modelId, expected, actor) => {
    for (;;) {
      const deleted = await tryDelete(dependencies, { modelId, expected, actor });
      if (deleted !== 'overtaken') return deleted;
    }
  };
}

async function tryDelete(
  { models, auditedChange, uniqueId }: Dependencies,
  {
    modelId,
    expected,
    actor,
  }: { readonly modelId: string; readonly expected: ExpectedVersions; readonly actor: Actor },
): Promise<DeleteModelOutcome | 'overtaken'> {
  const existing = await models.get(modelId);
  if (existing === undefined) return { outcome: 'not-found' };
  const { value: model, version: ifVersion } = existing;
  if (expected !== undefined && !isExpected(ifVersion, expected)) return { outcome: 'version-mismatch' };
  const subject = modelSubject(modelId);
  const asked = { subject, changeId: uniqueId(), action: 'delete', actor, before: auditedModel(model) };
  try {
    const { result } = await auditedChange<DeleteModelOutcome>(asked, async () => {
      const removed = await models.remove(modelId, { ifVersion });
      return removed === 'removed'
        ? { result: { outcome: 'deleted' }, outcome: 'done' }
        : { result: { outcome: 'has-baselines' }, outcome: 'refused' };
    });
    return result;
  } catch (error) {
    if (error instanceof VersionConflict) return 'overtaken';
    throw error;
  }
}
