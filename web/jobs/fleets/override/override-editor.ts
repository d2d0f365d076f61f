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
import { Toasts } from '../../../kit/feedback/toasts.ts';
import { Icon } from '../../../kit/icon/icon.ts';
import { jsonDifferences } from '../../../kit/json/json-differences.ts';
import { listOf, sameJson } from '../../../kit/json/json.ts';
import { PageHeader } from '../../../kit/page/page-header.ts';
import { lastValue } from '../../../kit/resources/last-value.ts';
import { ScheduleOutlook } from '../../../kit/schedule-calendar/schedule-outlook.ts';
import { settled } from '../../../kit/settled/settled.ts';
import { LoadState } from '../../../kit/states/load-state.ts';
import { ChangeTable } from '../../edit/changes/change-table.ts';
import { pointerText, valueText } from '../../edit/changes/value-text.ts';
import { FormDraft } from '../../edit/draft/form-draft.ts';
import { SuggestionLists } from '../../edit/fields/suggestions.ts';
import { KindForms } from '../../edit/kinds/kind-forms.ts';
import { SaveLine } from '../../edit/save-line.ts';
import { FleetStore, type FleetOrigin } from '../edit/fleet-store.ts';
import { PartDraft } from '../edit/part-draft.ts';
import { PartFields } from '../edit/part-fields.ts';
import { jobOfFleet, overrideOf, withOverride } from './override-of.ts';
import { OverrideStore } from './override-store.ts';

/** How long somebody has to rest before the server is asked. */
const REST_MS = 600;

/** What one model of a fleet has otherwise: the job of the model as a form, of which what differs is stored. */
@Component({
  selector: 'ek-override-editor',
  imports: [ChangeTable, Icon, LoadState, PageHeader, PartFields, RouterLink, SaveLine, ScheduleOutlook],
  providers: [PartDraft, { provide: FormDraft, useExisting: PartDraft }, SuggestionLists],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './override-editor.html',
  styleUrls: ['../../edit/job-editor.css', '../edit/fleet-editor.css'],
  host: {
    '(window:beforeunload)': 'warn($event)',
    '(keydown.control.s)': 'saveByKey($event)',
    '(keydown.meta.s)': 'saveByKey($event)',
  },
})
export class OverrideEditor {
  readonly #confirm = inject(Confirm);
  readonly #fleets = inject(FleetStore);
  readonly #kinds = inject(KindForms);
  readonly #router = inject(Router);
  readonly #session = inject(Session);
  readonly #store = inject(OverrideStore);
  readonly #toasts = inject(Toasts);
  protected readonly draft = inject(PartDraft);

  readonly fleetId = input.required<string>();
  readonly modelId = input.required<string>();

  protected readonly crumbs = computed(() => [
    { label: 'Fleets', link: '/fleets' },
    { label: this.fleetId(), link: `/fleets/${this.fleetId()}` },
  ]);
  protected readonly read = resource({
    params: () => ({ fleetId: this.fleetId(), modelId: this.modelId() }),
    loader: async ({ params: { fleetId } }) => {
      const [origin, templates] = await Promise.all([
        this.#fleets.read(fleetId),
        this.#fleets.templates(),
        this.#kinds.read(undefined),
      ]);
      const template = templates.find(({ valueStream }) => valueStream === origin.fleet.valueStream);
      return { origin, job: jobOfFleet(template?.defaults ?? {}, origin.fleet.template) };
    },
  });

  readonly #known = computed(() => (this.read.hasValue() ? this.read.value() : undefined));
  protected readonly isSaving = signal(false);
  protected readonly reason = signal('');
  /** The fleet as somebody else has made it meanwhile, who has changed this very override. */
  protected readonly theirs = signal<FleetOrigin | undefined>(undefined);

  protected readonly override = computed(() => overrideOf(this.#known()?.job ?? {}, this.draft.document()));
  readonly #stored = computed(() => this.#overrideIn(this.#known()?.origin));
  protected readonly isStored = computed(() => Object.keys(this.#stored()).length > 0);
  protected readonly rows = computed(() =>
    jsonDifferences(this.#known()?.job ?? {}, withOverride(this.#known()?.job ?? {}, this.override())).map(
      ({ pointer, before, after }) => ({
        ...{ pointer, field: pointerText(pointer), before: valueText(before) },
        after: after === undefined ? 'the default' : valueText(after),
      }),
    ),
  );
  protected readonly recurrences = computed(() => listOf(this.draft.document()['recurrences']));
  protected readonly whyNot = computed(() => {
    const fleet = this.#known()?.origin.fleet;
    if (fleet === undefined) return '';
    if (!this.#session.may('operator', fleet.valueStream))
      return `You need the role operator in ${fleet.valueStream} to save this.`;
    return fleet.state === 'deleting' ? 'The fleet is being deleted.' : '';
  });

  readonly #asked = settled(() => this.override(), REST_MS);
  readonly #check = resource({
    params: () => {
      const [known, override] = [this.#known(), this.#asked()];
      if (known === undefined || override === undefined || this.whyNot() !== '') return undefined;
      return { origin: known.origin, override, modelId: this.modelId() };
    },
    loader: ({ params: { origin, ...rest }, abortSignal }) => this.#store.faultsOf(origin, rest, abortSignal),
  });
  readonly #faults = lastValue(this.#check);
  protected readonly summary = computed(() =>
    (this.#faults() ?? []).map(({ pointer, detail }) => ({
      ...{ detail, label: pointerText(pointer) || 'The job', element: this.draft.elementOf(pointer) },
    })),
  );

  constructor() {
    effect(() => {
      const known = this.#known();
      if (known === undefined) return;
      untracked(() => {
        this.draft.begin(withOverride(known.job, this.#overrideIn(known.origin)));
      });
    });
    effect(() => {
      this.draft.tell(this.#faults() ?? []);
    });
  }

  /** Whether the page may go elsewhere; asked by the router. */
  async mayLeave(): Promise<boolean> {
    if (!this.draft.isDirty() || this.isSaving()) return true;
    const answer = await this.#confirm.ask({
      title: 'Leave without saving?',
      consequences: ['What you have changed here is dropped.'],
      ...{ confirm: 'Leave', isDangerous: true },
    });
    return answer !== undefined;
  }

  protected warn(event: BeforeUnloadEvent): void {
    if (this.draft.isDirty() && !this.isSaving()) event.preventDefault();
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

  /** As the other models have it: nothing is stored of this one. */
  protected asTheOthers(): void {
    const known = this.#known();
    if (known !== undefined) this.draft.replace(known.job);
  }

  protected async save(): Promise<void> {
    const known = this.#known();
    if (known === undefined || this.isSaving() || this.whyNot() !== '') return;
    this.draft.attempted();
    await this.#saveAt(this.theirs() ?? known.origin);
  }

  protected async takeTheirs(): Promise<void> {
    this.theirs.set(undefined);
    this.read.reload();
  }

  async #saveAt(origin: FleetOrigin): Promise<void> {
    const { modelId, override, reason } = {
      modelId: this.modelId(),
      override: this.override(),
      reason: this.reason(),
    };
    this.isSaving.set(true);
    try {
      if (!sameJson(override, this.#overrideIn(origin)))
        await this.#store.save(origin, { modelId, override, reason });
      this.#toasts.done(
        Object.keys(override).length === 0
          ? `${modelId} is as the others.`
          : `Saved the override of ${modelId}.`,
      );
      await this.#router.navigate(['/fleets', this.fleetId()]);
    } catch (error) {
      await this.#refused(error);
    } finally {
      this.isSaving.set(false);
    }
  }

  /** Where the rest of the fleet has changed meanwhile, and not this override, it is sent again for the fleet as it is. */
  async #refused(error: unknown): Promise<void> {
    if (!(error instanceof CallFailed) || !error.isConflict) {
      this.#toasts.fault(messageOf(error));
      return;
    }
    try {
      const now = await this.#fleets.read(this.fleetId());
      if (sameJson(this.#overrideIn(now), this.#stored())) await this.#saveAt(now);
      else this.theirs.set(now);
    } catch (failure) {
      this.#toasts.fault(messageOf(failure));
    }
  }

  #overrideIn(origin: FleetOrigin | undefined): Readonly<Record<string, unknown>> {
    return origin?.fleet.overrides[this.modelId()] ?? {};
  }
}
