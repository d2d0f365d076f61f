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
import { ChoiceInput } from '../../../kit/choose/choice-input.ts';
import { Confirm } from '../../../kit/feedback/confirm.ts';
import { Perform } from '../../../kit/feedback/perform.ts';
import { Toasts } from '../../../kit/feedback/toasts.ts';
import { Icon } from '../../../kit/icon/icon.ts';
import { jsonDifferences, jsonLeaves } from '../../../kit/json/json-differences.ts';
import { isJsonObject, listOf, sameJson, textAt } from '../../../kit/json/json.ts';
import { Commands } from '../../../kit/page/commands.ts';
import { PageHeader } from '../../../kit/page/page-header.ts';
import { ScheduleOutlook } from '../../../kit/schedule-calendar/schedule-outlook.ts';
import { LoadState } from '../../../kit/states/load-state.ts';
import { ChangeTable } from '../../edit/changes/change-table.ts';
import { pointerText, valueText } from '../../edit/changes/value-text.ts';
import { ConflictView, type OtherChange } from '../../edit/conflict/conflict-view.ts';
import { eachFaultOnce, type Fault } from '../../edit/draft/field-faults.ts';
import { FormDraft } from '../../edit/draft/form-draft.ts';
import type { Definition } from '../../edit/fields/field.ts';
import { SuggestionLists } from '../../edit/fields/suggestions.ts';
import { KindForms } from '../../edit/kinds/kind-forms.ts';
import { FleetCheck } from './fleet-check.ts';
import { faultLabel, headField, partFaults } from './fleet-faults.ts';
import { headOf, SELECTOR_FIELDS, suggestedFleetId, withHead, type FleetHead } from './fleet-head.ts';
import { FleetPreview } from './fleet-preview.ts';
import { SaveLine } from '../../edit/save-line.ts';
import { FleetStore, type FleetOrigin } from './fleet-store.ts';
import { PartDraft } from './part-draft.ts';
import { PartFields } from './part-fields.ts';

const VERSION_REQUIRED = 428;

const HEAD_ELEMENTS = new Map([
  ['/fleetId', 'fleet-id'],
  ['/valueStream', 'fleet-stream'],
  ['/description', 'fleet-description'],
  ...SELECTOR_FIELDS.map(({ at, id }) => [at, id] as const),
]);

/** Makes a fleet, or edits one: which models, and what the job of each is. */
@Component({
  selector: 'ek-fleet-editor',
  imports: [
    ...[ChangeTable, ChoiceInput, ConflictView, FleetPreview, Icon, LoadState, PageHeader],
    ...[PartFields, RouterLink, SaveLine, ScheduleOutlook],
  ],
  providers: [FleetCheck, PartDraft, { provide: FormDraft, useExisting: PartDraft }, SuggestionLists],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './fleet-editor.html',
  styleUrls: ['../../edit/job-editor.css', './fleet-editor.css'],
  host: {
    '(window:beforeunload)': 'warn($event)',
    '(keydown.control.s)': 'saveByKey($event)',
    '(keydown.meta.s)': 'saveByKey($event)',
  },
})
export class FleetEditor {
  readonly #confirm = inject(Confirm);
  readonly #kinds = inject(KindForms);
  readonly #perform = inject(Perform);
  readonly #router = inject(Router);
  readonly #session = inject(Session);
  readonly #store = inject(FleetStore);
  readonly #toasts = inject(Toasts);
  protected readonly check = inject(FleetCheck);
  protected readonly draft = inject(PartDraft);
  protected readonly suggestions = inject(SuggestionLists);

  /** The fleet that is edited; absent of a new one. */
  readonly fleetId = input<string>();
  /** The value stream that a new one is of. */
  readonly valueStream = input<string>();

  protected readonly selectorFields = SELECTOR_FIELDS;
  protected readonly heading = computed(() => {
    const fleetId = this.fleetId();
    return fleetId === undefined ? 'Make a fleet' : `Edit ${fleetId}`;
  });
  protected readonly crumbs = computed(() => {
    const fleetId = this.fleetId();
    const fleets = { label: 'Fleets', link: '/fleets' };
    return fleetId === undefined ? [fleets] : [fleets, { label: fleetId, link: `/fleets/${fleetId}` }];
  });

  protected readonly read = resource({
    params: () => ({ fleetId: this.fleetId() }),
    loader: async ({ params: { fleetId } }) => {
      const [templates, origin] = await Promise.all([
        this.#store.templates(),
        fleetId === undefined ? null : this.#store.read(fleetId),
        this.#kinds.read(undefined),
      ]);
      return { templates, origin };
    },
  });

  readonly #origin = signal<FleetOrigin | undefined>(undefined);
  protected readonly head = signal<FleetHead>(headOf({}));
  readonly #startHead = signal<FleetHead>(headOf({}));
  readonly #overrides = signal<Definition>({});
  protected readonly typedId = signal('');
  protected readonly reason = signal('');
  protected readonly isSaving = signal(false);
  protected readonly other = signal<OtherChange | undefined>(undefined);
  readonly #refusals = signal<readonly Fault[]>([]);

  protected readonly origin = this.#origin.asReadonly();
  protected readonly suggestedId = computed(() =>
    suggestedFleetId(this.head().valueStream, textAt(this.draft.document(), 'kind')),
  );
  protected readonly id = computed(() => this.fleetId() ?? (this.typedId() || this.suggestedId()));
  protected readonly overrideCount = computed(() => Object.keys(this.#overrides()).length);
  protected readonly definition = computed((): Definition => {
    const overrides = this.#overrides();
    return withHead(
      {
        template: this.draft.document(),
        ...(Object.keys(overrides).length === 0 ? {} : { overrides }),
      },
      this.head(),
    );
  });
  protected readonly stored = computed(() => this.#origin()?.definition ?? {});
  protected readonly isDirty = computed(
    () => this.draft.isDirty() || !sameJson(this.head(), this.#startHead()),
  );
  protected readonly changes = computed(() =>
    jsonDifferences(this.stored(), this.definition()).map(({ pointer, before, after }) => ({
      ...{ pointer, field: pointerText(pointer) },
      before: valueText(before),
      after: after === undefined ? 'the default' : valueText(after),
    })),
  );
  /** What the template of the value stream says beside, where the fleet says nothing. */
  protected readonly inherited = computed(() => {
    const stream = this.head().valueStream.trim();
    const templates = this.read.hasValue() ? this.read.value().templates : [];
    const template = templates.find(({ valueStream }) => valueStream === stream);
    if (template === undefined) return [];
    return jsonLeaves(template.defaults).map(({ pointer, value }) => ({
      ...{ pointer, field: pointerText(pointer), text: valueText(value) },
    }));
  });
  readonly #kindBelow = computed(() => {
    const stream = this.head().valueStream.trim();
    const templates = this.read.hasValue() ? this.read.value().templates : [];
    return templates.find(({ valueStream }) => valueStream === stream)?.defaults['kind'];
  });

  protected readonly faults = computed(() => eachFaultOnce([...this.check.faults(), ...this.#refusals()]));
  protected readonly summary = computed(() =>
    this.faults().map(({ pointer, detail }) => ({
      ...{ detail, label: faultLabel(pointer), element: this.#elementOf(pointer) },
    })),
  );
  protected readonly recurrences = computed(() => listOf(this.draft.document()['recurrences']));
  protected readonly whyNot = computed(() => {
    const stream = this.head().valueStream.trim();
    if (stream === '' ? this.#session.may('operator') : this.#session.may('operator', stream)) return '';
    return `You need the role operator${stream === '' ? '' : ` in ${stream}`} to save a fleet.`;
  });

  constructor() {
    effect(() => {
      if (!this.read.hasValue()) return;
      const { origin } = this.read.value();
      untracked(() => {
        this.#begin(origin ?? undefined);
      });
    });
    effect(() => {
      const [fleetId, definition] = [this.id(), this.definition()];
      const isEnough = fleetId !== '' && textAt(definition, 'valueStream') !== '' && this.whyNot() === '';
      this.check.write(isEnough && this.other() === undefined ? { fleetId, definition } : undefined);
    });
    effect(() => {
      this.draft.tell(partFaults(this.faults()));
    });
    inject(Commands).offer(() => [
      {
        ...{ id: 'save-fleet', label: 'Save this fleet', icon: 'check', group: 'This fleet' },
        run: async () => this.save(),
      },
    ]);
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

  protected write(name: Exclude<keyof FleetHead, 'keepsUnmatched'>, text: string): void {
    this.#refusals.set([]);
    this.head.update((head) => ({ ...head, [name]: text }));
  }

  protected keepUnmatched(keepsUnmatched: boolean): void {
    this.head.update((head) => ({ ...head, keepsUnmatched }));
  }

  protected typeId(text: string): void {
    this.#refusals.set([]);
    this.typedId.set(text);
  }

  /** What is said at a field of the head, once something stands in it or it was tried to save. */
  protected faultAt(field: string, text: string): string {
    if (text === '' && !this.draft.isAttempted()) return '';
    const found = this.faults().filter(({ pointer }) => headField(pointer) === field);
    return found.map(({ detail }) => detail).join(' ');
  }

  protected goToField(element: string): void {
    const found = document.getElementById(element);
    found?.closest('details')?.setAttribute('open', '');
    found?.scrollIntoView({ block: 'center' });
    found?.focus({ preventScroll: true });
  }

  protected async save(): Promise<void> {
    if (this.isSaving() || this.whyNot() !== '') return;
    this.draft.attempted();
    if (this.check.isCurrent() && this.faults().length > 0) {
      this.#showFaults();
      return;
    }
    if (this.#isUnsaid()) return;
    this.isSaving.set(true);
    try {
      await this.#send();
    } catch (error) {
      await this.#refused(error);
    } finally {
      this.isSaving.set(false);
    }
  }

  protected async settle(definition: Definition): Promise<void> {
    const other = this.other();
    const fleetId = this.fleetId();
    if (other === undefined || fleetId === undefined) return;
    const origin = await this.#perform.run(async () => this.#store.read(fleetId));
    if (origin === undefined) return;
    this.#begin({ ...origin, etag: other.origin.etag, definition: other.origin.definition });
    this.#take(definition);
    this.other.set(undefined);
    await this.save();
  }

  async #send(): Promise<void> {
    const [origin, fleetId] = [this.#origin(), this.id()];
    if (origin !== undefined && this.changes().length === 0) {
      this.#toasts.done('Nothing has changed.');
    } else {
      const ifMatch = origin?.etag;
      await this.#store.save(fleetId, { definition: this.definition(), ifMatch, reason: this.reason() });
      this.#toasts.done(origin === undefined ? `Made ${fleetId}.` : `Saved ${fleetId}.`);
    }
    await this.#router.navigate(['/fleets', fleetId]);
  }

  async #refused(error: unknown): Promise<void> {
    if (error instanceof CallFailed && error.isConflict) {
      await this.#compare();
      return;
    }
    const isTaken = error instanceof CallFailed && error.status === VERSION_REQUIRED;
    const faults = error instanceof CallFailed ? (error.problem?.errors ?? []) : [];
    if (faults.length === 0 && !isTaken) this.#toasts.fault(messageOf(error));
    const taken = { pointer: '/fleetId', detail: 'is the id of a fleet that there is: choose another one' };
    this.#refusals.set(isTaken ? [taken] : faults);
    this.#showFaults();
  }

  async #compare(): Promise<void> {
    const fleetId = this.fleetId();
    if (fleetId === undefined) return;
    const now = await this.#perform.run(async () => this.#store.read(fleetId));
    if (now === undefined) return;
    const { definition, etag, fleet } = now;
    this.other.set({
      origin: { jobId: fleetId, definition, etag, generation: fleet.generation },
      ...{ author: fleet.updatedBy, at: fleet.updatedAt },
    });
    setTimeout(() => document.getElementById('conflict-title')?.focus());
  }

  /** The server is not asked about a fleet without a name: that is said here. */
  #isUnsaid(): boolean {
    const unsaid: readonly Fault[] = [
      ...(this.head().valueStream.trim() === ''
        ? [{ pointer: '/valueStream', detail: 'must not be empty' }]
        : []),
      ...(this.id() === '' ? [{ pointer: '/fleetId', detail: 'must not be empty' }] : []),
    ];
    this.#refusals.set(unsaid);
    if (unsaid.length > 0) this.#showFaults();
    return unsaid.length > 0;
  }

  #showFaults(): void {
    setTimeout(() => document.getElementById('faults')?.focus());
  }

  #elementOf(pointer: string): string {
    const field = headField(pointer);
    if (field !== undefined) return HEAD_ELEMENTS.get(field) ?? '';
    const [inPart] = partFaults([{ pointer, detail: '' }]);
    return inPart === undefined ? 'fleet-overrides' : this.draft.elementOf(inPart.pointer);
  }

  #begin(origin: FleetOrigin | undefined): void {
    this.#origin.set(origin);
    const valueStream = this.valueStream() ?? '';
    const definition = origin?.definition ?? (valueStream === '' ? {} : { valueStream });
    const template = definition['template'];
    this.head.set(headOf(definition));
    this.#startHead.set(headOf(definition));
    const overrides = definition['overrides'];
    this.#overrides.set(isJsonObject(overrides) ? overrides : {});
    this.draft.begin(isJsonObject(template) ? template : {}, this.#kindBelow());
  }

  /** Goes on with what was made of two versions. */
  #take(definition: Definition): void {
    const { template, overrides } = definition;
    this.head.set(headOf(definition));
    this.#overrides.set(isJsonObject(overrides) ? overrides : {});
    this.draft.replace(isJsonObject(template) ? template : {});
  }
}
