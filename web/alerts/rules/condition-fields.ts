import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { Icon } from '../../kit/icon/icon.ts';
import { CONDITIONS } from '../../kit/incidents/incident-words.ts';
import { DurationField } from './duration-field.ts';
import {
  CONDITION_TYPES,
  conditionsOf,
  REASONS,
  type ConditionType,
  type Reason,
  type RuleDraft,
} from './rule-draft.ts';
import { faultAt, type Faults } from './rule-faults.ts';

/** What each condition is for, to choose by. */
const HINTS: Readonly<Record<ConditionType, string>> = {
  drift: 'Score, a characteristic or a segment shifts, or the job’s own criteria raise an alarm.',
  'run-failed': 'A run has failed for good: its retries are over.',
  'retries-exhausted': 'The same, after more than one attempt.',
  'no-success': 'An active job has had no run that succeeded for so long; also finds one that never ran.',
  late: 'A run has begun, or has not even begun, so long after it was to start.',
  missed: 'A slot was not run and nobody wanted that.',
  'job-paused': 'A job was paused by its failures, or quarantined.',
  'dead-letter': 'The message of a run was given up.',
  'lock-broken': 'A person has broken a lock. Met only by rules that look at all jobs.',
};

/** Chooses what a rule looks for. */
@Component({
  selector: 'ek-condition-fields',
  imports: [DurationField, Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './condition-fields.html',
  styleUrl: './condition-fields.css',
})
export class ConditionFields {
  readonly rule = input.required<RuleDraft>();
  readonly faults = input.required<Faults>();
  readonly changed = output<Partial<RuleDraft>>();

  protected readonly reasons = REASONS;
  protected readonly rows = computed(() => {
    const sent = conditionsOf(this.rule());
    return CONDITION_TYPES.map((type) => {
      const index = sent.indexOf(type);
      return {
        ...{ type, ...CONDITIONS[type], hint: HINTS[type], isChosen: index >= 0 },
        fault: index < 0 ? undefined : faultAt(this.faults(), `/conditions/${index}`),
      };
    });
  });
  /** Of all of them together, as when none is chosen. */
  protected readonly fault = computed(
    () => this.faults().find(({ pointer }) => pointer === '/conditions')?.detail,
  );

  protected toggleReason(reason: Reason): void {
    const { reasons } = this.rule();
    const others = reasons.filter((one) => one !== reason);
    this.changed.emit({ reasons: others.length < reasons.length ? others : [...others, reason] });
  }

  protected toggle(type: ConditionType): void {
    const { looksFor } = this.rule();
    const others = looksFor.filter((one) => one !== type);
    this.changed.emit({ looksFor: others.length < looksFor.length ? others : [...others, type] });
  }
}
