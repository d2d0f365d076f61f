import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { withKindDefault } from '../../edit/draft/definition-of-job.ts';
import { isWide, type Field, type FieldGroup } from '../../edit/fields/field.ts';
import { FormField } from '../../edit/fields/form-field.ts';
import { ABOUT_FIELDS, AFTER_FIELDS, POLICY_FIELDS } from '../../edit/fields/policy-fields.ts';
import { KindChoice } from '../../edit/kinds/kind-choice.ts';
import { ScheduleSection } from '../../edit/schedule/schedule-section.ts';
import { PartDraft } from './part-draft.ts';

/** A task whose kind nobody has said is written as it is stored. */
const ANY_TASK: FieldGroup = {
  main: [
    {
      ...{ type: 'structure', pointer: '/task', label: 'Task', placeholder: '{}' },
      hint: 'What the job does, as JSON. Empty: it is left to who starts from it.',
    },
  ],
  more: [],
};

/** Fleets spread their jobs where nothing is said. */
const FLEET_SPREAD_SECONDS = 300;

/** The parts of a job as a form: what it does, when, under which policies. Writes into the part draft around it. */
@Component({
  selector: 'ek-part-fields',
  imports: [FormField, KindChoice, ScheduleSection],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './part-fields.html',
  styleUrl: '../../edit/job-editor.css',
})
export class PartFields {
  protected readonly draft = inject(PartDraft);

  /** A fleet keeps the kind of its jobs. */
  readonly isKindFixed = input(false);
  /** Of many models: names of a model are filled in, and jobs are spread. */
  readonly isOfModels = input(false);
  /** Whether what seldom is another than the default is seen at once. */
  readonly isOpen = input(false);
  /** Whether a kind has to be said. */
  readonly needsKind = input(true);

  protected readonly isWide = isWide;
  protected readonly aboutFields = ABOUT_FIELDS.filter(({ pointer }) => pointer !== '/valueStream');
  protected readonly afterFields = AFTER_FIELDS;
  protected readonly task = computed(
    () => this.draft.form()?.task ?? (this.needsKind() ? undefined : ANY_TASK),
  );
  protected readonly policies = computed(() => ({
    main: POLICY_FIELDS.main.map((field) => this.#asHere(field)),
    more: POLICY_FIELDS.more.map((field) => this.#asHere(field)),
  }));

  protected chooseKind(kind: string): void {
    this.draft.chooseKind(kind, { ofModels: this.isOfModels() });
  }

  #asHere(field: Field): Field {
    const ofKind = withKindDefault(field, this.draft.form());
    const isSpread = this.isOfModels() && field.pointer === '/policies/spreadSeconds';
    return isSpread && ofKind.type === 'duration' ? { ...ofKind, default: FLEET_SPREAD_SECONDS } : ofKind;
  }
}
