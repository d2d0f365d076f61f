import type { JobId } from '../job/job-id.ts';
import type { JobKind } from '../job/job-work.ts';
import type { AlertChannel } from './alert-channel.ts';
import type { AlertCondition } from './alert-condition.ts';

export const ALERT_SEVERITIES = ['info', 'warning', 'critical'] as const;
export type AlertSeverity = (typeof ALERT_SEVERITIES)[number];

/**
 * What makes one incident, of one kind of condition (a failure and the end of its retries are one kind). `cause`: all that
 * fails for one reason at one endpoint; all that is late or missed for one reason; each lock, and each model that drifts, by
 * itself. `job`: each job (or model) by itself. `rule`: all that the rule sees.
 */
export const ALERT_GROUPINGS = ['cause', 'job', 'rule'] as const;
export type AlertGrouping = (typeof ALERT_GROUPINGS)[number];

/** Which jobs of the value stream a rule looks at; what is left out does not narrow it. */
export interface AlertScope {
  readonly jobIds?: readonly JobId[];
  readonly modelIds?: readonly string[];
  readonly kinds?: readonly JobKind[];
  /** Jobs that have all of these. */
  readonly tags?: readonly string[];
}

/** Nobody is told until then, of what comes up meanwhile either; it is recorded all the same. */
export interface AlertMute {
  /** Epoch ms. */
  readonly until: number;
  readonly author: string;
  readonly reason: string;
}

/** Whom to tell of what, as people define it. */
export interface AlertRuleDefinition {
  /** 1 to 128 letters, digits, ".", "_" and "-". */
  readonly ruleId: string;
  readonly valueStream: string;
  readonly description?: string;
  /** Labels of the rule, sorted, each once; absent where there are none. */
  readonly tags?: readonly string[];
  readonly scope: AlertScope;
  /** At least one, each type once. */
  readonly conditions: readonly AlertCondition[];
  /** At least one. */
  readonly channels: readonly AlertChannel[];
  readonly severity: AlertSeverity;
  readonly groupBy: AlertGrouping;
  /** Two openings of one group are told at least so far apart: what flaps does not flood. */
  readonly quietSeconds: number;
  /** How often is told again of what is open and not acknowledged; absent: never. */
  readonly remindSeconds?: number;
  readonly isEnabled: boolean;
}

export interface AlertRule extends AlertRuleDefinition {
  readonly mute?: AlertMute;
  /** Counts the definitions that it has had, from 1. */
  readonly generation: number;
  /** Epoch ms. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** What a definition gets that does not say: an hour between two openings told, no reminders. */
export const DEFAULT_QUIET_SECONDS = 3600;

/**
 * The rule that every job with `recipients` has without anybody's doing: its drift, its failures and its pauses are told to
 * them, those of one list of recipients as one incident. It is not stored, and cannot be changed but by the job's
 * recipients.
 */
export const RECIPIENTS_RULE_ID = 'recipients';
