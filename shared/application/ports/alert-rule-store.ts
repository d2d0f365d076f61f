import type { AlertRule } from '../../domain/alert/alert-rule.ts';
import type { Page, PageRequest, Versioned } from './versioned.ts';

/** What a list of rules is narrowed by; what is left out does not narrow it. */
export interface AlertRuleFilter {
  readonly valueStream?: string;
  /** Those that the caller may see. */
  readonly valueStreams?: readonly string[];
}

/** Holds the rules of alerts. Every method may throw Unavailable. */
export interface AlertRuleStore {
  get(ruleId: string): Promise<Versioned<AlertRule> | undefined>;

  /** Stores a rule whose id is free and gives its version; undefined when there is one. */
  create(rule: AlertRule): Promise<string | undefined>;

  /** Replaces a rule and gives its version. Throws VersionConflict when it is no longer at `ifVersion`. */
  save(rule: AlertRule, condition: { readonly ifVersion: string }): Promise<string>;

  /** Throws VersionConflict when it is no longer at `ifVersion`. */
  remove(ruleId: string, condition: { readonly ifVersion: string }): Promise<void>;

  /** In order of their ids. */
  list(filter: AlertRuleFilter, request: PageRequest): Promise<Page<AlertRule>>;

  /** All of them; what cannot be read is reported and left out. */
  all(): Promise<readonly AlertRule[]>;
}
