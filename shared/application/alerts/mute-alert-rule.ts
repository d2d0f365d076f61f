import type { Actor } from '../../domain/access/actor.ts';
import type { AlertMute, AlertRule } from '../../domain/alert/alert-rule.ts';
import { mutedRule, unmutedRule } from '../../domain/alert/defined-rule.ts';
import { VersionConflict } from '../../domain/errors.ts';
import type { AuditedChange } from '../audited-change.ts';
import type { AlertRuleStore } from '../ports/alert-rule-store.ts';
import type { UniqueId } from '../ports/environment.ts';
import type { Versioned } from '../ports/versioned.ts';
import { isExpected, type ExpectedVersions } from '../save-calendar.ts';
import { alertRuleSubject, auditedAlertRule } from './audited-alert-rule.ts';

export type MuteAlertRuleOutcome =
  /** Also when it was so already. */
  | ({ readonly outcome: 'changed' } & Versioned<AlertRule>)
  | { readonly outcome: 'not-found' | 'version-mismatch' };

export type MuteAlertRule = (
  ruleId: string,
  mute: AlertMute,
  expected: ExpectedVersions,
) => Promise<MuteAlertRuleOutcome>;

export type UnmuteAlertRule = (
  ruleId: string,
  actor: Actor,
  expected: ExpectedVersions,
) => Promise<MuteAlertRuleOutcome>;

interface Dependencies {
  readonly alertRules: Pick<AlertRuleStore, 'get' | 'save'>;
  readonly auditedChange: AuditedChange;
  readonly uniqueId: UniqueId;
}

/** Has nobody told of what a rule finds until an instant; a later mute takes the place of an earlier one. */
export function createMuteAlertRule(dependencies: Dependencies): MuteAlertRule {
  return (ruleId, mute, expected) => {
    const { author, reason } = mute;
    const asked = { ruleId, action: 'mute', actor: { author, reason }, expected };
    return change(dependencies, asked, (rule) => mutedRule(rule, mute));
  };
}

/** Has people told again from now on, of what comes from now on. */
export function createUnmuteAlertRule(dependencies: Dependencies): UnmuteAlertRule {
  return (ruleId, actor, expected) =>
    change(dependencies, { ruleId, action: 'unmute', actor, expected }, unmutedRule);
}

interface Asked {
  readonly ruleId: string;
  readonly action: string;
  readonly actor: Actor;
  readonly expected: ExpectedVersions;
}

/** Writes what `next` makes of a rule; from the beginning when someone else wrote meanwhile, so that no write is lost. */
async function change(
  { alertRules, auditedChange, uniqueId }: Dependencies,
  { ruleId, action, actor, expected }: Asked,
  next: (rule: AlertRule) => AlertRule | 'same',
): Promise<MuteAlertRuleOutcome> {
  for (;;) {
    const stored = await alertRules.get(ruleId);
    if (stored === undefined) return { outcome: 'not-found' };
    const { value: before, version: ifVersion } = stored;
    const rule = next(before);
    if (rule === 'same') return { outcome: 'changed', ...stored };
    if (expected !== undefined && !isExpected(ifVersion, expected)) return { outcome: 'version-mismatch' };
    const subject = alertRuleSubject(ruleId);
    const asked = { subject, changeId: uniqueId(), action, actor, before: auditedAlertRule(before) };
    try {
      const { result: version } = await auditedChange(asked, async () => {
        const saved = await alertRules.save(rule, { ifVersion });
        return { result: saved, outcome: 'done', after: auditedAlertRule(rule), version: saved };
      });
      return { outcome: 'changed', value: rule, version };
    } catch (error) {
      if (!(error instanceof VersionConflict)) throw error;
    }
  }
}
