import type { Actor } from '../../domain/access/actor.ts';
import { distinctGrants } from '../../domain/access/grant.ts';
import type { Principal } from '../../domain/access/principal.ts';
import { VersionConflict } from '../../domain/errors.ts';
import type { AuditedChange } from '../audited-change.ts';
import type { AuditedState } from '../ports/audit-log.ts';
import type { UniqueId } from '../ports/environment.ts';
import type { GrantStore, PrincipalGrants } from '../ports/grant-store.ts';
import type { Versioned } from '../ports/versioned.ts';
import { isExpected, type ExpectedVersions } from '../save-calendar.ts';

interface Dependencies {
  readonly grants: GrantStore;
  readonly auditedChange: AuditedChange;
  readonly uniqueId: UniqueId;
  /** What this instance remembers of the principal is out of date. */
  readonly forget: (principal: Principal) => void;
}

export type SaveGrantsOutcome =
  | ({ readonly outcome: 'created' | 'replaced' | 'unchanged' } & Versioned<PrincipalGrants>)
  /** The principal has others, and the caller did not say which ones it means to replace. */
  | { readonly outcome: 'version-required' }
  | { readonly outcome: 'version-mismatch' };

export interface GrantsToSave {
  readonly grants: PrincipalGrants;
  readonly expected: ExpectedVersions;
  readonly actor: Actor;
}

/**
 * Gives a principal grants in place of those that it has. The same again is no change. Other instances know within the time
 * that they remember grants for.
 */
export function createSaveGrants(
  dependencies: Dependencies,
): (asked: GrantsToSave) => Promise<SaveGrantsOutcome> {
  return async ({ grants: given, expected, actor }) => {
    const grants = { ...given, grants: distinctGrants(given.grants) };
    for (;;) {
      const saved = await trySave(dependencies, { grants, expected, actor });
      if (saved !== 'overtaken') return saved;
    }
  };
}

/** One look and one write; `overtaken` when someone else wrote between the two. */
async function trySave(
  dependencies: Dependencies,
  { grants: value, expected, actor }: GrantsToSave,
): Promise<SaveGrantsOutcome | 'overtaken'> {
  const { grants, forget } = dependencies;
  const existing = await grants.get(value.principal);
  if (existing === undefined && expected !== undefined) return { outcome: 'version-mismatch' };
  if (existing !== undefined) {
    if (isSame(existing.value, value)) return { outcome: 'unchanged', ...existing };
    if (expected === undefined) return { outcome: 'version-required' };
    if (!isExpected(existing.version, expected)) return { outcome: 'version-mismatch' };
  }
  const asked = { principal: value.principal, action: 'save', actor, existing, after: stateOf(value) };
  const version = await audited(dependencies, asked, () =>
    existing === undefined
      ? grants.create(value)
      : unlessOvertaken(() => grants.save(value, { ifVersion: existing.version })),
  );
  if (version === undefined) return 'overtaken';
  forget(value.principal);
  return { outcome: existing === undefined ? 'created' : 'replaced', value, version };
}

export type DeleteGrantsOutcome = 'deleted' | 'not-found' | 'version-mismatch';

export interface GrantsToDelete {
  readonly principal: Principal;
  readonly expected: ExpectedVersions;
  readonly actor: Actor;
}

/** Takes a principal all its grants. */
export function createDeleteGrants(
  dependencies: Dependencies,
): (asked: GrantsToDelete) => Promise<DeleteGrantsOutcome> {
  const { grants, forget } = dependencies;
  return async ({ principal, expected, actor }) => {
    for (;;) {
      const existing = await grants.get(principal);
      if (existing === undefined) return 'not-found';
      const { version: ifVersion } = existing;
      if (expected !== undefined && !isExpected(ifVersion, expected)) return 'version-mismatch';
      const asked = { principal, action: 'delete', actor, existing };
      const removed = await audited(dependencies, asked, () =>
        unlessOvertaken(async () => {
          await grants.remove(principal, { ifVersion });
          return ifVersion;
        }),
      );
      if (removed === undefined) continue;
      forget(principal);
      return 'deleted';
    }
  };
}

interface AskedGrants {
  readonly principal: Principal;
  readonly action: string;
  readonly actor: Actor;
  readonly existing: Versioned<PrincipalGrants> | undefined;
  readonly after?: AuditedState;
}

/** Makes the write with its traces in the audit log; one that was overtaken gives undefined. */
async function audited(
  { auditedChange, uniqueId }: Dependencies,
  { principal, action, actor, existing, after }: AskedGrants,
  write: () => Promise<string | undefined>,
): Promise<string | undefined> {
  const before = existing === undefined ? {} : { before: stateOf(existing.value) };
  const asked = { subject: grantSubject(principal), changeId: uniqueId(), action, actor, ...before };
  const { result } = await auditedChange(asked, async () => {
    const version = await write();
    if (version === undefined) return { result: version, outcome: 'refused' };
    // A deletion makes no version.
    return { result: version, outcome: 'done', ...(after !== undefined && { after, version }) };
  });
  return result;
}

/** What the audit log calls the grants of a principal. */
export function grantSubject(principal: Principal): string {
  return `grant:${principal}`;
}

function isSame(a: PrincipalGrants, b: PrincipalGrants): boolean {
  return a.description === b.description && JSON.stringify(a.grants) === JSON.stringify(b.grants);
}

function stateOf({ description, grants }: PrincipalGrants): AuditedState {
  return { ...(description !== undefined && { description }), grants };
}

async function unlessOvertaken<T>(write: () => Promise<T>): Promise<T | undefined> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof VersionConflict) return undefined;
    throw error;
  }
}
