import type { Actor } from '../../domain/access/actor.ts';
import { InvalidInput, VersionConflict } from '../../domain/errors.ts';
import {
  definitionOfFleet,
  isSameFleet,
  newFleet,
  redefinedFleet,
  type Fleet,
  type FleetDefinition,
} from '../../domain/fleet/fleet.ts';
import type { StreamTemplate } from '../../domain/fleet/stream-template.ts';
import type { AuditedChange } from '../audited-change.ts';
import type { AuditedState } from '../ports/audit-log.ts';
import type { Clock, UniqueId } from '../ports/environment.ts';
import type { FleetStore } from '../ports/fleet-store.ts';
import type { TemplateStore } from '../ports/template-store.ts';
import type { Versioned } from '../ports/versioned.ts';
import { isExpected, type ExpectedVersions } from '../save-calendar.ts';
import { checkFleet, kindOf } from './check-fleet.ts';
import type { WantingDependencies } from './wanted-job.ts';

export type SaveFleetOutcome =
  | ({ readonly outcome: 'created' | 'replaced' | 'unchanged' } & Versioned<Fleet>)
  /** It is defined otherwise, and the caller did not say which version it means to replace. */
  | { readonly outcome: 'version-required' }
  /** There is another version of it than the caller expects, or none. */
  | { readonly outcome: 'version-mismatch' }
  /** Its jobs are being let go. */
  | { readonly outcome: 'deleting' };

export interface FleetChangeDependencies extends WantingDependencies {
  readonly fleets: FleetStore;
  readonly templates: Pick<TemplateStore, 'get'>;
  readonly auditedChange: AuditedChange;
  readonly clock: Clock;
  readonly uniqueId: UniqueId;
}

/** Defines a fleet; its jobs follow. */
export type SaveFleet = (
  definition: FleetDefinition,
  expected: ExpectedVersions,
  actor: Actor,
) => Promise<SaveFleetOutcome>;

/**
 * One conditional write; who did so is in the audit log. The same definition again is no change, whatever version is expected.
 * Throws InvalidInput with every fault that shows without a look at a model.
 */
export function createSaveFleet(dependencies: FleetChangeDependencies): SaveFleet {
  return async (definition, expected, actor) => {
    for (;;) {
      const saved = await trySave(dependencies, { definition, expected, actor });
      if (saved !== 'overtaken') return saved;
    }
  };
}

interface Asked {
  readonly definition: FleetDefinition;
  readonly expected: ExpectedVersions;
  readonly actor: Actor;
}

/** One look and one write; `overtaken` when someone else wrote between the two. */
async function trySave(
  dependencies: FleetChangeDependencies,
  { definition, expected, actor }: Asked,
): Promise<SaveFleetOutcome | 'overtaken'> {
  const { fleets, templates, clock } = dependencies;
  const existing = await fleets.get(definition.fleetId);
  const template = (await templates.get(definition.valueStream))?.value;
  const by = { author: actor.author, now: clock.now() };
  if (existing === undefined) {
    if (expected !== undefined) return { outcome: 'version-mismatch' };
    checkFleet(dependencies, { definition, template });
    const fleet = newFleet(definition, by);
    const version = await auditedFleetChange(dependencies, { fleet, actor }, () => fleets.create(fleet));
    return version === undefined ? 'overtaken' : { outcome: 'created', value: fleet, version };
  }
  const { value: before, version: ifVersion } = existing;
  assertSameNature(before, definition, template);
  if (before.state === 'deleting') return { outcome: 'deleting' };
  if (isSameFleet(before, definition)) return { outcome: 'unchanged', ...existing };
  if (expected === undefined) return { outcome: 'version-required' };
  if (!isExpected(ifVersion, expected)) return { outcome: 'version-mismatch' };
  checkFleet(dependencies, { definition, template }, before);
  const fleet = redefinedFleet(before, definition, by);
  const version = await replaceFleet(dependencies, { fleet, actor, before, ifVersion });
  return version === undefined ? 'overtaken' : { outcome: 'replaced', value: fleet, version };
}

/** Its jobs would be of two kinds, or two streams, under their ids. */
function assertSameNature(
  before: Fleet,
  definition: FleetDefinition,
  template: StreamTemplate | undefined,
): void {
  if (before.valueStream !== definition.valueStream) {
    const message = `fleet '${before.fleetId}' belongs to another value stream, and stays there`;
    throw new InvalidInput('The fleet cannot be saved.', [{ pointer: '/valueStream', message }]);
  }
  const kind = kindOf({ definition: before, template });
  if (kind === kindOf({ definition, template })) return;
  const message = `must stay "${String(kind)}": make another fleet for another kind`;
  throw new InvalidInput('The fleet cannot be saved.', [{ pointer: '/template/kind', message }]);
}

interface FleetChange {
  readonly fleet: Fleet;
  readonly actor: Actor;
  readonly before?: Fleet;
  readonly action?: string;
}

/** Writes a fleet over the version that was read, with its entries in the audit log; undefined when it has changed since. */
export async function replaceFleet(
  dependencies: Pick<FleetChangeDependencies, 'fleets' | 'auditedChange' | 'uniqueId'>,
  { ifVersion, ...change }: FleetChange & { readonly ifVersion: string },
): Promise<string | undefined> {
  try {
    return await auditedFleetChange(dependencies, change, () =>
      dependencies.fleets.save(change.fleet, { ifVersion }),
    );
  } catch (error) {
    if (error instanceof VersionConflict) return undefined;
    throw error;
  }
}

/** Writes a fleet, with its entries in the audit log; undefined when its id is taken. */
async function auditedFleetChange<T extends string | undefined>(
  { auditedChange, uniqueId }: Pick<FleetChangeDependencies, 'auditedChange' | 'uniqueId'>,
  { fleet, actor, before, action }: FleetChange,
  write: () => Promise<T>,
): Promise<T> {
  const asked = {
    ...{ subject: fleetSubject(fleet.fleetId), changeId: uniqueId(), actor },
    action: action ?? (before === undefined ? 'create' : 'replace'),
    ...(before === undefined ? {} : { before: auditedFleet(before) }),
  };
  const { result } = await auditedChange(asked, async () => {
    const version = await write();
    return version === undefined
      ? { result: version, outcome: 'refused' }
      : { result: version, outcome: 'done', after: auditedFleet(fleet), version };
  });
  return result;
}

/** What the audit log calls a fleet. */
export function fleetSubject(fleetId: string): string {
  return `fleet:${fleetId}`;
}

/** A fleet as the audit log has it. */
function auditedFleet(fleet: Fleet): AuditedState {
  const { generation, state } = fleet;
  return { ...definitionOfFleet(fleet), generation, state };
}
