import { computed, inject, Injectable, resource, signal } from '@angular/core';
import type { BulkRowView } from '../../../../shared/contracts/http/bulk-jobs.ts';
import { bulkJobs } from '../../../../shared/contracts/http/operation-paths.ts';
import { Api } from '../../../api/api.ts';
import { jsonDifferences } from '../../../kit/json/json-differences.ts';
import { sameJson, textAt } from '../../../kit/json/json.ts';
import { withValueAt } from '../../../kit/json/json-pointer.ts';
import { lastValue } from '../../../kit/resources/last-value.ts';
import { settled } from '../../../kit/settled/settled.ts';
import { fieldId, type Definition, type Field } from '../fields/field.ts';
import { ABOUT_FIELDS } from '../fields/policy-fields.ts';
import { KindForms } from '../kinds/kind-forms.ts';
import { allFields } from './definition-of-job.ts';
import { FormDraft } from './form-draft.ts';
import type { Origin } from './origin.ts';
import { eachFaultOnce, faultsOf, fieldOfFault, type Fault } from './field-faults.ts';

/** How long somebody has to rest before the server is asked. */
const REST_MS = 450;

/** The definition that is being written, and what the server says of it. Provided by the editor. */
@Injectable()
export class JobDraft extends FormDraft {
  readonly #api = inject(Api);
  readonly #kinds = inject(KindForms);
  readonly #document = signal<Definition>({});
  readonly #origin = signal<Origin | undefined>(undefined);
  readonly #touched = signal<ReadonlySet<string>>(new Set());
  readonly #isAttempted = signal(false);
  readonly #refusals = signal<readonly Fault[]>([]);

  readonly document = this.#document.asReadonly();
  /** Undefined of a new job. */
  readonly origin = this.#origin.asReadonly();
  readonly baselineSource = computed(() => this.#origin()?.baselineSource);
  /** Whether it was tried to save: from then on every fault is shown. */
  readonly isAttempted = this.#isAttempted.asReadonly();

  readonly form = computed(() => this.#kinds.of(this.#document()['kind']));
  readonly suggestedId = computed(() => this.form()?.suggestId(this.#document()) ?? '');
  readonly jobId = computed(() => {
    const typed = this.#document()['jobId'];
    return this.#origin()?.jobId ?? (typeof typed === 'string' ? typed : this.suggestedId());
  });
  /** What would be sent of a new job. */
  readonly request = computed((): Definition => ({ ...this.#document(), jobId: this.jobId() }));
  readonly differences = computed(() => jsonDifferences(this.#origin()?.definition ?? {}, this.#document()));
  readonly #start = signal<Definition>({});
  readonly isDirty = computed(() => !sameJson(this.#document(), this.#start()));

  readonly #fieldPointers = computed(() => [
    ...['/kind', '/jobId', '/recurrences'],
    ...[...ABOUT_FIELDS, ...allFields(this.form())].map(({ pointer }) => pointer),
  ]);

  readonly #asked = settled(() => this.request(), REST_MS);

  /** What the server would do: nothing is written. */
  readonly #check = resource({
    params: () => this.#asked(),
    loader: async ({ params, abortSignal }) => {
      const { rows } = await this.#api.read<{ readonly rows: readonly BulkRowView[] }>(bulkJobs, {
        ...{ query: { dryRun: true }, body: { jobs: [params] }, abortSignal },
      });
      return rows[0];
    },
  });
  readonly checked = lastValue(this.#check);
  /** Whether that is said of what stands in the form now. */
  readonly isChecked = computed(
    () => this.#check.hasValue() && !this.#check.isLoading() && sameJson(this.#asked(), this.request()),
  );

  readonly #seenGeneration = signal(0);
  /** Whether somebody else has given the job another definition since it was read. */
  readonly isStale = computed(
    () => this.#seenGeneration() > (this.#origin()?.generation ?? Number.MAX_SAFE_INTEGER),
  );

  readonly faults = computed((): readonly Fault[] => {
    const row = this.checked();
    const said = row?.errors ?? [];
    const isTaken =
      this.#origin() === undefined && (row?.outcome === 'updated' || row?.outcome === 'unchanged');
    const taken = isTaken
      ? [{ pointer: '/jobId', detail: 'is the id of a job that there is: choose another one' }]
      : [];
    return eachFaultOnce([...said, ...taken, ...this.#refusals()]);
  });

  /** Begins with what a new job, or a stored one, has. */
  begin(document: Definition, origin?: Origin): void {
    this.#origin.set(origin);
    this.#start.set(document);
    this.#document.set(document);
    this.#touched.set(new Set());
    this.#isAttempted.set(false);
    this.#refusals.set([]);
  }

  /** Goes on from another version of the stored job, with a definition of one's own. */
  rebase(origin: Origin, document: Definition): void {
    this.#origin.set(origin);
    this.#start.set(origin.definition);
    this.#document.set(document);
  }

  /** The job was seen with this generation. */
  sawGeneration(generation: number): void {
    this.#seenGeneration.update((seen) => Math.max(seen, generation));
  }

  set(pointer: string, value: unknown): void {
    this.#refusals.set([]);
    this.#touched.update((touched) => new Set([...touched, pointer]));
    this.#document.update((document) => withValueAt(document, pointer, value));
  }

  replace(document: Definition): void {
    this.#refusals.set([]);
    this.#document.set(document);
  }

  /** From here on every fault is shown; those are what the server has refused the definition for. */
  attempted(refusals: readonly Fault[] = []): void {
    this.#isAttempted.set(true);
    this.#refusals.set(refusals);
  }

  /** What is said at a field: of one that nobody has touched nothing, until it was tried to save. */
  faultsAt(pointer: string): readonly string[] {
    if (!this.#isAttempted() && !this.#touched().has(pointer)) return [];
    return faultsOf(pointer, this.faults(), this.#fieldPointers());
  }

  /** Every fault, with the element that it is shown at. */
  readonly summary = computed(() =>
    this.faults().map((fault) => {
      const field = fieldOfFault(fault.pointer, this.#fieldPointers());
      return { ...fault, label: this.#labelOf(field ?? fault.pointer), element: fieldId(field ?? '/kind') };
    }),
  );

  #labelOf(pointer: string): string {
    const known: readonly Pick<Field, 'pointer' | 'label'>[] = [...ABOUT_FIELDS, ...allFields(this.form())];
    const named: Readonly<Record<string, string>> = {
      '/jobId': 'Id',
      '/recurrences': 'Schedule',
      '/kind': 'Kind',
    };
    return known.find((field) => field.pointer === pointer)?.label ?? named[pointer] ?? pointer;
  }

  /** The typed id of a new job. */
  readonly typedId = computed(() => textAt(this.#document(), 'jobId'));
}
