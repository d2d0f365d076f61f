import type { Actor } from '../../domain/access/actor.ts';
import type { AlertRule, AlertRuleDefinition } from '../../domain/alert/alert-rule.ts';
import { isSameRule, newRule, redefinedRule } from '../../domain/alert/defined-rule.ts';
import { InvalidInput, VersionConflict } from '../../domain/errors.ts';
import type { AuditedChange } from '../audited-change.ts';
import type { AlertRuleStore } from '../ports/alert-rule-store.ts';
import type { Clock, UniqueId } from '../ports/environment.ts';
import type { JobStore } from '../ports/job-store.ts';
import type { ModelStore } from '../ports/model-store.ts';
import type { Secrets } from '../ports/secrets.ts';
import type { Versioned } from '../ports/versioned.ts';
import { isExpected, type ExpectedVersions } from '../save-calendar.ts';
import { alertRuleWarnings, channelSecretIssues, type AlertRuleWarning } from './alert-rule-issues.ts';
import { alertRuleSubject, auditedAlertRule } from './audited-alert-rule.ts';

interface Saved extends Versioned<AlertRule> {
  readonly outcome: 'created' | 'replaced' | 'unchanged';
  readonly warnings: readonly AlertRuleWarning[];
}

export type SaveAlertRuleOutcome =
  | Saved
  /** It is defined otherwise, and the caller did not say which version it means to replace. */
  | { readonly outcome: 'version-required' }
  /** There is another version of it than the caller expects, or none. */
  | { readonly outcome: 'version-mismatch' };

interface Dependencies {
  readonly alertRules: Pick<AlertRuleStore, 'get' | 'create' | 'save'>;
  readonly jobs: Pick<JobStore, 'get'>;
  readonly models: Pick<ModelStore, 'get'>;
  readonly secrets: Secrets;
  readonly auditedChange: AuditedChange;
  readonly clock: Clock;
  readonly uniqueId: UniqueId;
}

interface Asked {
  readonly definition: AlertRuleDefinition;
  readonly expected: ExpectedVersions;
  readonly actor: Actor;
}

/** Defines a rule. */
export type SaveAlertRule = (
  definition: AlertRuleDefinition,
  expected: ExpectedVersions,
  actor: Actor,
) => Promise<SaveAlertRuleOutcome>;

/**
 * Who did so is in the audit log. The same definition again is no change, whatever version is expected, and also when a
 * secret that it names has gone since. A rule that is muted stays so. Throws InvalidInput for a rule of another value
 * stream, and for secrets that there are not.
 */
export function createSaveAlertRule(dependencies: Dependencies): SaveAlertRule {
  return async (definition, expected, actor) => {
    for (;;) {
      const saved = await trySave(dependencies, { definition, expected, actor });
      if (saved === 'overtaken') continue;
      if (!('version' in saved)) return saved;
      return { ...saved, warnings: await alertRuleWarnings(dependencies, definition) };
    }
  };
}

type Attempt = Exclude<SaveAlertRuleOutcome, Saved> | Omit<Saved, 'warnings'>;

/** One look and one write; `overtaken` when someone else wrote between the two. */
async function trySave(
  dependencies: Dependencies,
  { definition, expected, actor }: Asked,
): Promise<Attempt | 'overtaken'> {
  const { alertRules, clock } = dependencies;
  const existing = await alertRules.get(definition.ruleId);
  if (existing === undefined) {
    if (expected !== undefined) return { outcome: 'version-mismatch' };
    assertSecrets(dependencies, definition);
    const rule = newRule(definition, clock.now());
    const version = await audited(dependencies, { rule, actor }, () => alertRules.create(rule));
    return version === undefined ? 'overtaken' : { outcome: 'created', value: rule, version };
  }
  const { value: before, version: ifVersion } = existing;
  if (before.valueStream !== definition.valueStream) throw ofAnotherStream(before);
  if (isSameRule(before, definition)) return { outcome: 'unchanged', ...existing };
  if (expected === undefined) return { outcome: 'version-required' };
  if (!isExpected(ifVersion, expected)) return { outcome: 'version-mismatch' };
  assertSecrets(dependencies, definition);
  const rule = redefinedRule(before, definition, clock.now());
  try {
    const change = { rule, actor, before };
    const version = await audited(dependencies, change, () => alertRules.save(rule, { ifVersion }));
    return { outcome: 'replaced', value: rule, version };
  } catch (error) {
    if (error instanceof VersionConflict) return 'overtaken';
    throw error;
  }
}

function assertSecrets({ secrets }: Dependencies, { channels }: AlertRuleDefinition): void {
  const issues = channelSecretIssues(secrets, channels);
  if (issues.length > 0) throw new InvalidInput('The rule cannot be saved.', issues);
}

/** It does not say of which. */
function ofAnotherStream({ ruleId }: AlertRule): InvalidInput {
  const message = `alert rule '${ruleId}' belongs to another value stream, and stays there`;
  return new InvalidInput('The rule cannot be saved.', [{ pointer: '/valueStream', message }]);
}

interface RuleChange {
  readonly rule: AlertRule;
  readonly actor: Actor;
  readonly before?: AlertRule;
}

/** Writes a rule, with its entries in the audit log; undefined when its id is taken. */
async function audited<T extends string | undefined>(
  { auditedChange, uniqueId }: Dependencies,
  { rule, actor, before }: RuleChange,
  write: () => Promise<T>,
): Promise<T> {
  const asked = {
    ...{ subject: alertRuleSubject(rule.ruleId), changeId: uniqueId(), actor },
    ...(before === undefined
      ? { action: 'create' }
      : { action: 'replace', before: auditedAlertRule(before) }),
  };
  const { result } = await auditedChange(asked, async () => {
    const version = await write();
    return version === undefined
      ? { result: version, outcome: 'refused' }
      : { result: version, outcome: 'done', after: auditedAlertRule(rule), version };
  });
  return result;
}
