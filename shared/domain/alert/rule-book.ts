import { RECIPIENTS_RULE_ID, type AlertRule } from './alert-rule.ts';
import { recipientsRule } from './recipients-rule.ts';

/** The rules as they were when they were read, the one that is not stored included. */
export class RuleBook {
  readonly rules: readonly AlertRule[];
  readonly #byStream = new Map<string, readonly AlertRule[]>();

  constructor(rules: readonly AlertRule[]) {
    this.rules = rules;
  }

  /** Those that are in force in a value stream. */
  inStream(valueStream: string): readonly AlertRule[] {
    const known = this.#byStream.get(valueStream);
    if (known !== undefined) return known;
    const stored = this.rules.filter((rule) => rule.isEnabled && rule.valueStream === valueStream);
    const found = [...stored, recipientsRule(valueStream)];
    this.#byStream.set(valueStream, found);
    return found;
  }

  /**
   * The rule of an incident, whether it is in force or not. One of another value stream that was made anew under the id is
   * another rule: what it says is nobody's business in this one.
   */
  get(ruleId: string, valueStream: string): AlertRule | undefined {
    if (ruleId === RECIPIENTS_RULE_ID) return recipientsRule(valueStream);
    return this.rules.find((rule) => rule.ruleId === ruleId && rule.valueStream === valueStream);
  }

  /** Whether any rule in force has a condition of the type. */
  hasCondition(type: AlertRule['conditions'][number]['type']): boolean {
    return this.rules.some((rule) => rule.isEnabled && rule.conditions.some((each) => each.type === type));
  }
}
