import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  input,
  resource,
  signal,
  untracked,
} from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { CallFailed, messageOf } from '../../../api/problem.ts';
import { Session } from '../../../api/session.ts';
import { Confirm } from '../../../kit/feedback/confirm.ts';
import { Perform } from '../../../kit/feedback/perform.ts';
import { Toasts } from '../../../kit/feedback/toasts.ts';
import { Icon } from '../../../kit/icon/icon.ts';
import { jsonDifferences } from '../../../kit/json/json-differences.ts';
import { listOf } from '../../../kit/json/json.ts';
import { PageHeader } from '../../../kit/page/page-header.ts';
import { LoadState } from '../../../kit/states/load-state.ts';
import { ChangeTable } from '../../edit/changes/change-table.ts';
import { pointerText, valueText } from '../../edit/changes/value-text.ts';
import type { Fault } from '../../edit/draft/field-faults.ts';
import { FormDraft } from '../../edit/draft/form-draft.ts';
import type { Definition } from '../../edit/fields/field.ts';
import { SuggestionLists } from '../../edit/fields/suggestions.ts';
import { KindForms } from '../../edit/kinds/kind-forms.ts';
import { SaveLine } from '../../edit/save-line.ts';
import { partFaults } from '../edit/fleet-faults.ts';
import { PartDraft } from '../edit/part-draft.ts';
import { PartFields } from '../edit/part-fields.ts';
import { TemplateStore, type TemplateOrigin } from './template-store.ts';

const VERSION_REQUIRED = 428;

/** Says what fleets and jobs of a value stream start from. */
@Component({
  selector: 'ek-template-editor',
  imports: [ChangeTable, Icon, LoadState, PageHeader, PartFields, RouterLink, SaveLine],
  providers: [PartDraft, { provide: FormDraft, useExisting: PartDraft }, SuggestionLists],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './template-editor.html',
  styleUrls: ['../../edit/job-editor.css', '../edit/fleet-editor.css'],
  host: {
    '(window:beforeunload)': 'warn($event)',
    '(keydown.control.s)': 'saveByKey($event)',
    '(keydown.meta.s)': 'saveByKey($event)',
  },
})
export class TemplateEditor {
  readonly #confirm = inject(Confirm);
  readonly #kinds = inject(KindForms);
  readonly #perform = inject(Perform);
  readonly #router = inject(Router);
  readonly #session = inject(Session);
  readonly #store = inject(TemplateStore);
  readonly #toasts = inject(Toasts);
  protected readonly draft = inject(PartDraft);

  readonly valueStream = input.required<string>();

  protected readonly crumbs = [
    { label: 'Fleets', link: '/fleets' },
    { label: 'Templates', link: '/templates' },
  ];
  protected readonly read = resource({
    params: () => this.valueStream(),
    loader: async ({ params: valueStream }) => {
      const [origin] = await Promise.all([this.#store.read(valueStream), this.#kinds.read(undefined)]);
      return { origin };
    },
  });
  protected readonly origin = signal<TemplateOrigin | undefined>(undefined);
  /** The template as somebody else has made it meanwhile. */
  protected readonly theirs = signal<TemplateOrigin | undefined>(undefined);
  protected readonly description = signal('');
  readonly #startDescription = signal('');
  protected readonly reason = signal('');
  protected readonly isSaving = signal(false);

  readonly #body = computed((): Definition => ({
    ...(this.description().trim() === '' ? {} : { description: this.description() }),
    defaults: withoutEmpty(this.draft.document()),
  }));
  protected readonly isDirty = computed(
    () => this.draft.isDirty() || this.description() !== this.#startDescription(),
  );
  protected readonly rows = computed(() => this.#differences(this.origin()));
  protected readonly theirRows = computed(() => this.#differences(this.theirs()));
  protected readonly summary = computed(() =>
    this.draft.faults().map(({ pointer, detail }) => ({
      ...{ detail, label: pointerText(pointer) || 'Template', element: this.draft.elementOf(pointer) },
    })),
  );
  protected readonly whyNot = computed(() =>
    this.#session.may('operator', this.valueStream())
      ? ''
      : `You need the role operator in ${this.valueStream()} to save its template.`,
  );

  constructor() {
    effect(() => {
      if (!this.read.hasValue()) return;
      const { origin } = this.read.value();
      untracked(() => {
        this.#begin(origin);
      });
    });
  }

  /** Whether the page may go elsewhere; asked by the router. */
  async mayLeave(): Promise<boolean> {
    if (!this.isDirty() || this.isSaving()) return true;
    const answer = await this.#confirm.ask({
      title: 'Leave without saving?',
      consequences: ['What you have changed here is dropped.'],
      ...{ confirm: 'Leave', isDangerous: true },
    });
    return answer !== undefined;
  }

  protected warn(event: BeforeUnloadEvent): void {
    if (this.isDirty() && !this.isSaving()) event.preventDefault();
  }

  protected saveByKey(event: Event): void {
    event.preventDefault();
    void this.save();
  }

  protected goToField(element: string): void {
    const found = document.getElementById(element);
    found?.closest('details')?.setAttribute('open', '');
    found?.scrollIntoView({ block: 'center' });
    found?.focus({ preventScroll: true });
  }

  /** Goes on from how somebody else has made it. */
  protected takeTheirs(): void {
    this.#begin(this.theirs());
  }

  protected async save(): Promise<void> {
    if (this.isSaving() || this.whyNot() !== '') return;
    this.draft.attempted();
    this.isSaving.set(true);
    try {
      const etag = (this.theirs() ?? this.origin())?.etag;
      await this.#store.save(this.valueStream(), { body: this.#body(), etag, reason: this.reason() });
      this.#toasts.done(`Saved the template of ${this.valueStream()}. Its fleets follow within a minute.`);
      await this.#router.navigate(['/templates']);
    } catch (error) {
      await this.#refused(error);
    } finally {
      this.isSaving.set(false);
    }
  }

  protected async remove(): Promise<void> {
    const [valueStream, origin] = [this.valueStream(), this.origin()];
    if (origin === undefined) return;
    const answer = await this.#confirm.ask({
      title: `Delete the template of ${valueStream}?`,
      consequences: [
        'Its fleets go on without: what only the template said becomes the default.',
        'Jobs that have started from it stay as they are.',
      ],
      ...{ confirm: 'Delete the template', isDangerous: true, reason: 'optional' },
    });
    if (answer === undefined) return;
    this.isSaving.set(true);
    const removed = await this.#perform.run(
      async () => {
        await this.#store.remove(valueStream, { etag: origin.etag, reason: answer.reason });
        return true;
      },
      { done: `Deleted the template of ${valueStream}.` },
    );
    if (removed === true) await this.#router.navigate(['/templates']);
    this.isSaving.set(false);
  }

  async #refused(error: unknown): Promise<void> {
    const isChanged = error instanceof CallFailed && (error.isConflict || error.status === VERSION_REQUIRED);
    if (isChanged) {
      const now = await this.#perform.run(async () => ({
        origin: await this.#store.read(this.valueStream()),
      }));
      if (now?.origin !== undefined) this.theirs.set(now.origin);
      else if (now !== undefined) this.origin.set(undefined);
      return;
    }
    const faults: readonly Fault[] = error instanceof CallFailed ? (error.problem?.errors ?? []) : [];
    this.draft.tell(partFaults(faults, '/defaults'));
    if (this.draft.faults().length === 0) this.#toasts.fault(messageOf(error));
    setTimeout(() => document.getElementById('faults')?.focus());
  }

  #begin(origin: TemplateOrigin | undefined): void {
    this.origin.set(origin);
    this.theirs.set(undefined);
    this.description.set(origin?.template.description ?? '');
    this.#startDescription.set(origin?.template.description ?? '');
    this.draft.begin(origin?.template.defaults ?? {});
  }

  #differences(origin: TemplateOrigin | undefined) {
    const { description, defaults } = origin?.template ?? { description: undefined, defaults: {} };
    const stored = { ...(description === undefined ? {} : { description }), defaults };
    return jsonDifferences(stored, this.#body()).map(({ pointer, before, after }) => ({
      ...{ pointer, field: pointerText(pointer.replace(/^\/defaults(?=\/)/, '')) },
      ...{ before: valueText(before), after: after === undefined ? 'not said' : valueText(after) },
    }));
  }
}

/** A list of recurrences that has none is not said: it would take the fleets theirs. */
function withoutEmpty({ recurrences, ...rest }: Definition): Definition {
  return listOf(recurrences).length === 0 ? rest : { ...rest, recurrences };
}
