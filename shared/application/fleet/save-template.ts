import type { Actor } from '../../domain/access/actor.ts';
import { VersionConflict } from '../../domain/errors.ts';
import {
  definitionOfTemplate,
  isSameTemplate,
  type StreamTemplate,
  type TemplateDefinition,
} from '../../domain/fleet/stream-template.ts';
import type { AuditedChange } from '../audited-change.ts';
import type { Clock, UniqueId } from '../ports/environment.ts';
import type { TemplateStore } from '../ports/template-store.ts';
import type { Versioned } from '../ports/versioned.ts';
import { isExpected, type ExpectedVersions } from '../save-calendar.ts';

export type SaveTemplateOutcome =
  | ({ readonly outcome: 'created' | 'replaced' | 'unchanged' } & Versioned<StreamTemplate>)
  | { readonly outcome: 'version-required' }
  | { readonly outcome: 'version-mismatch' };

interface Dependencies {
  readonly templates: TemplateStore;
  readonly auditedChange: AuditedChange;
  readonly clock: Clock;
  readonly uniqueId: UniqueId;
}

/** Gives a value stream a template; the fleets of the stream follow. */
export type SaveTemplate = (
  definition: TemplateDefinition,
  expected: ExpectedVersions,
  actor: Actor,
) => Promise<SaveTemplateOutcome>;

/** One conditional write; who did so is in the audit log. The same again is no change, whatever version is expected. */
export function createSaveTemplate(dependencies: Dependencies): SaveTemplate {
  return async (definition, expected, actor) => {
    for (;;) {
      const saved = await trySave(dependencies, definition, { expected, actor });
      if (saved !== 'overtaken') return saved;
    }
  };
}

interface Asked {
  readonly expected: ExpectedVersions;
  readonly actor: Actor;
}

async function trySave(
  dependencies: Dependencies,
  definition: TemplateDefinition,
  { expected, actor }: Asked,
): Promise<SaveTemplateOutcome | 'overtaken'> {
  const { templates, clock } = dependencies;
  const existing = await templates.get(definition.valueStream);
  const now = clock.now();
  if (existing === undefined) {
    if (expected !== undefined) return { outcome: 'version-mismatch' };
    const template = { ...definition, generation: 1, createdAt: now, updatedAt: now };
    const version = await audited(dependencies, { template, actor }, () => templates.create(template));
    return version === undefined ? 'overtaken' : { outcome: 'created', value: template, version };
  }
  const { value: before, version: ifVersion } = existing;
  if (isSameTemplate(before, definition)) return { outcome: 'unchanged', ...existing };
  if (expected === undefined) return { outcome: 'version-required' };
  if (!isExpected(ifVersion, expected)) return { outcome: 'version-mismatch' };
  const { createdAt, generation } = before;
  const template = { ...definition, generation: generation + 1, createdAt, updatedAt: now };
  try {
    const change = { template, actor, before };
    const version = await audited(dependencies, change, () => templates.save(template, { ifVersion }));
    return { outcome: 'replaced', value: template, version };
  } catch (error) {
    if (error instanceof VersionConflict) return 'overtaken';
    throw error;
  }
}

interface TemplateChange {
  readonly template: StreamTemplate;
  readonly actor: Actor;
  readonly before?: StreamTemplate;
}

async function audited<T extends string | undefined>(
  { auditedChange, uniqueId }: Dependencies,
  { template, actor, before }: TemplateChange,
  write: () => Promise<T>,
): Promise<T> {
  const asked = {
    ...{ subject: templateSubject(template.valueStream), changeId: uniqueId(), actor },
    ...(before === undefined ? { action: 'create' } : { action: 'replace', before: stateOf(before) }),
  };
  const { result } = await auditedChange(asked, async () => {
    const version = await write();
    return version === undefined
      ? { result: version, outcome: 'refused' }
      : { result: version, outcome: 'done', after: stateOf(template), version };
  });
  return result;
}

export type DeleteTemplateOutcome = 'deleted' | 'not-found' | 'version-mismatch';

/** Takes a value stream its template; its fleets go on without. */
export type DeleteTemplate = (
  valueStream: string,
  expected: ExpectedVersions,
  actor: Actor,
) => Promise<DeleteTemplateOutcome>;

export function createDeleteTemplate({ templates, auditedChange, uniqueId }: Dependencies): DeleteTemplate {
  return async (valueStream, expected, actor) => {
    for (;;) {
      const existing = await templates.get(valueStream);
      if (existing === undefined) return 'not-found';
      const { value, version: ifVersion } = existing;
      if (expected !== undefined && !isExpected(ifVersion, expected)) return 'version-mismatch';
      const asked = { subject: templateSubject(valueStream), changeId: uniqueId(), action: 'delete' };
      try {
        await auditedChange({ ...asked, actor, before: stateOf(value) }, async () => {
          await templates.remove(valueStream, { ifVersion });
          return { result: undefined, outcome: 'done' };
        });
        return 'deleted';
      } catch (error) {
        if (!(error instanceof VersionConflict)) throw error;
      }
    }
  };
}

/** What the audit log calls a value stream's template. */
export function templateSubject(valueStream: string): string {
  return `template:${valueStream}`;
}

function stateOf(template: StreamTemplate) {
  return { ...definitionOfTemplate(template), generation: template.generation };
}
