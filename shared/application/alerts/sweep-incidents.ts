import { RECIPIENTS_RULE_ID, type AlertRule } from '../../domain/alert/alert-rule.ts';
import { familyOf } from '../../domain/alert/alert-family.ts';
import { reminded, type IncidentChange } from '../../domain/alert/incident-changes.ts';
import type { Incident } from '../../domain/alert/incident.ts';
import { recipientsRule } from '../../domain/alert/recipients-rule.ts';
import type { RuleBook } from '../../domain/alert/rule-book.ts';
import { Unavailable } from '../../domain/errors.ts';
import type { AlertRuleStore } from '../ports/alert-rule-store.ts';
import type { IncidentKind } from '../ports/incident-store.ts';
import type { Versioned } from '../ports/versioned.ts';
import { endIncident } from './end-incident.ts';
import type { RecordDependencies } from './record-causes.ts';

/** In one pass: what is left over is for the next one. */
const MOST = 100;

/** Of a rule that cannot be read. */
const LOOK_AGAIN_MS = 60 * 60_000;

interface RuleDependencies extends RecordDependencies {
  readonly alertRules: Pick<AlertRuleStore, 'get'>;
}

/** Tells again of what is open and due to be told again. */
export async function sweepReminders(dependencies: RecordDependencies, book: RuleBook): Promise<void> {
  const { incidents, clock } = dependencies;
  for (const stored of await incidents.dueReminders(clock.now(), MOST)) {
    const rule = book.get(stored.value.ruleId, stored.value.valueStream);
    // One without a rule is resolved by the sweep of those; until then it must not take others their place.
    const change =
      rule === undefined
        ? { incident: { ...stored.value, remindAt: clock.now() + LOOK_AGAIN_MS }, deliveries: [] }
        : reminded(stored.value, rule, clock.now());
    await commit(dependencies, stored, change);
  }
}

interface RuleDependencies extends RecordDependencies {
  readonly alertRules: Pick<AlertRuleStore, 'get'>;
}

/** Resolves what no rule looks for any more: its rule was deleted, switched off, or edited so that it looks for other things. */
export async function sweepRulesGone(dependencies: RuleDependencies, book: RuleBook): Promise<void> {
  const kinds = await dependencies.incidents.unresolvedKinds();
  for (const kind of kinds.filter((each) => !isLookedFor(each, ruleIn(book, each)))) {
    const rule = await ruleNow(dependencies, kind);
    if (rule !== 'unreadable' && !isLookedFor(kind, rule)) await resolveKind(dependencies, kind, rule);
  }
}

function ruleIn({ rules }: RuleBook, { ruleId }: IncidentKind): AlertRule | undefined {
  return ruleId === RECIPIENTS_RULE_ID ? recipientsRule('') : rules.find((rule) => rule.ruleId === ruleId);
}

/**
 * Asks for the rule by its name: it may be newer than the others that were read, and one that is left out of those since it
 * cannot be read is not gone. Nobody is to be told that all is well because an older version of the app was put back.
 */
async function ruleNow(
  { alertRules, log }: RuleDependencies,
  { ruleId }: IncidentKind,
): Promise<AlertRule | 'unreadable' | undefined> {
  if (ruleId === RECIPIENTS_RULE_ID) return recipientsRule('');
  try {
    return (await alertRules.get(ruleId))?.value;
  } catch (error) {
    if (error instanceof Unavailable) throw error;
    log.error('The rule of incidents cannot be read; they stay open.', error, { ruleId });
    return 'unreadable';
  }
}

async function resolveKind(
  { incidents, clock, log }: RuleDependencies,
  kind: IncidentKind,
  rule: AlertRule | undefined,
): Promise<void> {
  const { items } = await incidents.list({ ...kind, states: ['open', 'acknowledged'] }, { limit: MOST });
  for (const { incidentId, valueStream, ruleId } of items) {
    const stored = await incidents.get(incidentId);
    if (stored === undefined || stored.value.state === 'resolved') continue;
    const resolution = { resolution: 'rule-gone', rule, now: clock.now() } as const;
    const outcome = await endIncident(incidents, stored, resolution);
    if (outcome === 'conflict') continue;
    log.event('AlertResolved', { ruleId, incidentId, valueStream, resolution: 'rule-gone' });
  }
}

function isLookedFor({ condition }: IncidentKind, rule: AlertRule | undefined): boolean {
  if (rule?.isEnabled !== true) return false;
  return rule.conditions.some(({ type }) => familyOf(type) === familyOf(condition));
}

/** Somebody was quicker: what is still to be done then is for the next pass. */
async function commit(
  { incidents }: RecordDependencies,
  { value, version }: Versioned<Incident>,
  { incident, deliveries }: IncidentChange,
): Promise<'committed' | 'conflict'> {
  return incidents.commit({
    key: value.key,
    incident: { value: incident, ifVersion: version },
    deliveries: deliveries.map((delivery) => ({ value: delivery, ifVersion: undefined })),
  });
}
