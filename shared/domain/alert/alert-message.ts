import type { AlertCause } from './alert-cause.ts';
import type { AlertRule } from './alert-rule.ts';
import type { AlertNotice } from './delivery.ts';
import type { Incident } from './incident.ts';

/** What there is to tell of an incident; each channel puts it into its own form. */
export interface AlertMessage {
  /** Of the delivery: the same message again has the same. */
  readonly deliveryId: string;
  readonly notice: AlertNotice;
  readonly incident: Incident;
  readonly rule: Pick<AlertRule, 'ruleId' | 'description'>;
  /** The latest cause of each of the first subjects that are not well; of all when it is resolved. At most twenty. */
  readonly subjects: readonly AlertCause[];
  /** Address of the incident for people; absent where no public address of the app is set. */
  readonly link?: string;
  /** Epoch ms. */
  readonly at: number;
  /** From when it has been tried by itself, epoch ms: another instant once a person has it tried again. */
  readonly tellAt?: number;
}
