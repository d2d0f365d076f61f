import { computed, inject, Injectable, signal } from '@angular/core';
import { listOf, sameJson } from '../../../kit/json/json.ts';
import { withValueAt } from '../../../kit/json/json-pointer.ts';
import { viewerZone } from '../../../kit/time/format-instant.ts';
import { allFields } from '../../edit/draft/definition-of-job.ts';
import { faultsOf, fieldOfFault, type Fault } from '../../edit/draft/field-faults.ts';
import { FormDraft } from '../../edit/draft/form-draft.ts';
import { fieldId, type Definition } from '../../edit/fields/field.ts';
import { ABOUT_FIELDS } from '../../edit/fields/policy-fields.ts';
import { KindForms } from '../../edit/kinds/kind-forms.ts';
import { newDefinition } from '../../edit/new-definition.ts';

/** What a job starts from that is made of many models: the model's id in every text that names something of it. */
const OF_EACH_MODEL: Readonly<Record<string, Definition>> = {
  stability: {
    modelId: '{modelId}',
    baseline: 'baselines/{modelId}.csv',
    current: 'datasets/{modelId}/{yyyy}-{MM}-{dd}.csv',
  },
};

/** A part of a job that is being written: a fleet's template, an override's job, a value stream's defaults. */
@Injectable()
export class PartDraft extends FormDraft {
  readonly #kinds = inject(KindForms);
  readonly #document = signal<Definition>({});
  readonly #start = signal<Definition>({});
  readonly #faults = signal<readonly Fault[]>([]);
  readonly #touched = signal<ReadonlySet<string>>(new Set());
  readonly #isAttempted = signal(false);

  readonly document = this.#document.asReadonly();
  readonly faults = this.#faults.asReadonly();
  /** Each model has a baseline of its own. */
  readonly baselineSource = signal(undefined).asReadonly();
  /** Whether it was tried to save: from then on every fault is shown. */
  readonly isAttempted = this.#isAttempted.asReadonly();
  readonly isDirty = computed(() => !sameJson(this.#document(), this.#start()));

  /** The kind's form; the kind may be said by what lies below the part. */
  readonly #kindBelow = signal<unknown>(undefined);
  readonly form = computed(() => this.#kinds.of(this.#document()['kind'] ?? this.#kindBelow()));

  readonly #fieldPointers = computed(() => [
    ...['/kind', '/recurrences'],
    ...[...ABOUT_FIELDS, ...allFields(this.form())].map(({ pointer }) => pointer),
  ]);

  begin(document: Definition, kindBelow?: unknown): void {
    this.#start.set(document);
    this.#document.set(document);
    this.#kindBelow.set(kindBelow);
    this.#touched.set(new Set());
    this.#isAttempted.set(false);
    this.#faults.set([]);
  }

  set(pointer: string, value: unknown): void {
    this.#touched.update((touched) => new Set([...touched, pointer]));
    this.#document.update((document) => withValueAt(document, pointer, value));
  }

  replace(document: Definition): void {
    this.#document.set(document);
  }

  /** The other kind's task, with what does not belong to the former one. */
  chooseKind(kind: string, { ofModels }: { readonly ofModels: boolean }): void {
    const form = this.#kinds.of(kind);
    const former = this.#document();
    const chosen = newDefinition(form, viewerZone(), former);
    const task = ofModels ? (OF_EACH_MODEL[kind] ?? {}) : undefined;
    const { recurrences, task: _former, ...rest } = chosen;
    const kept = ofModels ? listOf(recurrences) : listOf(former['recurrences']);
    this.#document.set({
      ...rest,
      ...(task === undefined ? {} : { task }),
      ...(kept.length === 0 ? {} : { recurrences: kept }),
    });
  }

  /** Whatever starts from it says of which kind it is, and what it does. */
  leaveKindOpen(): void {
    this.#document.update(({ kind: _kind, task: _task, ...rest }) => rest);
  }

  /** What the server says of it; pointers are into the part. */
  tell(faults: readonly Fault[]): void {
    this.#faults.set(faults);
  }

  attempted(): void {
    this.#isAttempted.set(true);
  }

  faultsAt(pointer: string): readonly string[] {
    if (!this.#isAttempted() && !this.#touched().has(pointer)) return [];
    return faultsOf(pointer, this.#faults(), this.#fieldPointers());
  }

  /** The element that a fault is shown at. */
  elementOf(pointer: string): string {
    return fieldId(fieldOfFault(pointer, this.#fieldPointers()) ?? '/kind');
  }
}
