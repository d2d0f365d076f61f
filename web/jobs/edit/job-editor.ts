import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  effect,
  inject,
  input,
  resource,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { NgTemplateOutlet } from '@angular/common';
import { Router } from '@angular/router';
import { Live } from '../../api/live.ts';
import { CallFailed, messageOf } from '../../api/problem.ts';
import { Session } from '../../api/session.ts';
import { Confirm } from '../../kit/feedback/confirm.ts';
import { Perform } from '../../kit/feedback/perform.ts';
import { Toasts } from '../../kit/feedback/toasts.ts';
import { Icon } from '../../kit/icon/icon.ts';
import { listOf, textAt } from '../../kit/json/json.ts';
import { patched } from '../../kit/json/merge-patch.ts';
import { Commands } from '../../kit/page/commands.ts';
import { PageHeader } from '../../kit/page/page-header.ts';
import { ScheduleOutlook } from '../../kit/schedule-calendar/schedule-outlook.ts';
import { LoadState } from '../../kit/states/load-state.ts';
import { viewerZone } from '../../kit/time/format-instant.ts';
import { ChangeSummary } from './changes/change-summary.ts';
import { ConflictView, type OtherChange } from './conflict/conflict-view.ts';
import { withKindDefault } from './draft/definition-of-job.ts';
import { FormDraft } from './draft/form-draft.ts';
import { JobDraft } from './draft/job-draft.ts';
import type { Origin } from './draft/origin.ts';
import { DraftKeeper } from './draft/stored-draft.ts';
import { isWide, type Definition } from './fields/field.ts';
import { FormField } from './fields/form-field.ts';
import { ABOUT_FIELDS, AFTER_FIELDS, POLICY_FIELDS } from './fields/policy-fields.ts';
import { SuggestionLists } from './fields/suggestions.ts';
import { JobStore } from './job-store.ts';
import { KindChoice } from './kinds/kind-choice.ts';
import { KindForms } from './kinds/kind-forms.ts';
import { copyOf, newDefinition } from './new-definition.ts';
import { SaveLine } from './save-line.ts';
import { ScheduleSection } from './schedule/schedule-section.ts';
import { YamlEditor } from './yaml/yaml-editor.ts';

/** Creates a job, or edits one: as a form, or as the document that `evenkeel apply` takes. */
@Component({
  selector: 'ek-job-editor',
  imports: [
    ChangeSummary,
    ConflictView,
    FormField,
    Icon,
    KindChoice,
    LoadState,
    NgTemplateOutlet,
    PageHeader,
    SaveLine,
    ScheduleOutlook,
    ScheduleSection,
    YamlEditor,
  ],
  providers: [JobDraft, { provide: FormDraft, useExisting: JobDraft }, SuggestionLists],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './job-editor.html',
  styleUrl: './job-editor.css',
  host: {
    '(window:beforeunload)': 'warn($event)',
    '(keydown.control.s)': 'saveByKey($event)',
    '(keydown.meta.s)': 'saveByKey($event)',
  },
})
export class JobEditor {
  readonly #store = inject(JobStore);
  readonly #session = inject(Session);
  readonly #router = inject(Router);
  readonly #confirm = inject(Confirm);
  readonly #perform = inject(Perform);
  readonly #toasts = inject(Toasts);
  readonly #keeper = new DraftKeeper(sessionStorage);
  protected readonly draft = inject(JobDraft);

  /** The job that is edited; absent of a new one. */
  readonly jobId = input<string>();
  /** The kind that a new job is of. */
  readonly kind = input<string>();
  /** The job that a new one is like. */
  readonly from = input<string>();
  /** The value stream whose template a new one starts from. */
  readonly template = input<string>();
  /** `yaml`, or the form. */
  readonly view = input<string>();

  protected readonly kinds = inject(KindForms);
  protected readonly isWide = isWide;
  protected readonly aboutFields = ABOUT_FIELDS;
  protected readonly afterFields = AFTER_FIELDS;
  protected readonly policyFields = computed(() => ({
    main: POLICY_FIELDS.main.map((field) => withKindDefault(field, this.draft.form())),
    more: POLICY_FIELDS.more.map((field) => withKindDefault(field, this.draft.form())),
  }));

  protected readonly isSaving = signal(false);
  protected readonly isRestored = signal(false);
  protected readonly isIdShown = signal(false);
  protected readonly reason = signal('');
  protected readonly other = signal<OtherChange | undefined>(undefined);
  protected readonly formerYaml = signal<string | undefined>(undefined);
  protected readonly yaml = viewChild<YamlEditor>('yaml');
  protected readonly isYaml = computed(() => this.view() === 'yaml');

  protected readonly job = resource({
    params: () => ({ jobId: this.jobId(), from: this.from(), template: this.template() }),
    loader: async ({ params: { jobId, from, template } }) => {
      await this.kinds.read(undefined);
      const read = jobId ?? from;
      if (read !== undefined) return { origin: await this.#store.read(read), defaults: {} };
      const defaults = template === undefined ? {} : await this.#store.defaultsOf(template);
      return { origin: undefined, defaults };
    },
  });
  protected readonly heading = computed(() => {
    const jobId = this.jobId();
    return jobId === undefined ? 'Schedule a job' : `Edit ${jobId}`;
  });
  protected readonly crumbs = computed(() => {
    const jobId = this.jobId();
    const jobs = { label: 'Jobs', link: '/jobs' };
    return jobId === undefined ? [jobs] : [jobs, { label: jobId, link: `/jobs/${jobId}` }];
  });
  protected readonly recurrences = computed(() => listOf(this.draft.document()['recurrences']));
  protected readonly whyNot = computed(() => {
    const stream = textAt(this.draft.document(), 'valueStream');
    if (stream === '' ? this.#session.may('operator') : this.#session.may('operator', stream)) return '';
    return `You need the role operator${stream === '' ? '' : ` in ${stream}`} to save a job.`;
  });

  constructor() {
    inject(Live).listen((change) => {
      const isOfThis = change !== 'anything' && change.type === 'job' && change.jobId === this.jobId();
      if (isOfThis) this.draft.sawGeneration(change.generation);
    }, inject(DestroyRef));
    effect(() => {
      if (!this.job.hasValue()) return;
      const { origin, defaults } = this.job.value();
      untracked(() => {
        this.#begin(origin, defaults);
      });
    });
    effect(() => {
      const [definition, origin] = [this.draft.document(), this.draft.origin()];
      if (!this.draft.isDirty()) return;
      this.#keeper.write(this.jobId(), { definition, ...(origin === undefined ? {} : { origin }) });
    });
    inject(Commands).offer(() => [
      {
        ...{ id: 'save-job', label: 'Save this job', icon: 'check', group: 'This job' },
        run: async () => this.save(),
      },
      {
        ...{ id: 'job-yaml', label: 'Change between form and YAML', icon: 'file-text', group: 'This job' },
        run: async () => this.show(this.isYaml() ? undefined : 'yaml'),
      },
    ]);
  }

  /** Whether the page may go elsewhere; asked by the router. */
  async mayLeave(): Promise<boolean> {
    if (!this.draft.isDirty() || this.isSaving()) return true;
    const answer = await this.#confirm.ask({
      title: 'Leave without saving?',
      consequences: ['What you have changed here is dropped.'],
      ...{ confirm: 'Leave', isDangerous: true },
    });
    if (answer !== undefined) this.#keeper.forget(this.jobId());
    return answer !== undefined;
  }

  protected warn(event: BeforeUnloadEvent): void {
    if (this.draft.isDirty() && !this.isSaving()) event.preventDefault();
  }

  protected saveByKey(event: Event): void {
    event.preventDefault();
    void this.save();
  }

  protected chooseKind(kind: string): void {
    if (this.jobId() === undefined)
      this.draft.replace(newDefinition(this.kinds.of(kind), viewerZone(), this.draft.document()));
  }

  protected typeId(text: string): void {
    this.draft.set('/jobId', text);
  }

  protected suggestId(): void {
    this.draft.set('/jobId', undefined);
    this.isIdShown.set(false);
  }

  protected discard(): void {
    const origin = this.draft.origin();
    this.#keeper.forget(this.jobId());
    this.isRestored.set(false);
    if (origin === undefined) this.#begin(undefined, {});
    else this.job.reload();
  }

  /** Text that is no document yet cannot be shown as a form: it stays where it can be mended. */
  protected async show(view: 'yaml' | undefined): Promise<void> {
    const yaml = this.yaml();
    if (view === undefined && yaml?.isReadable() === false) {
      this.#toasts.fault(
        'The text is no document yet: mend the lines that are marked, then look at the form.',
      );
      return;
    }
    if (yaml !== undefined) this.formerYaml.set(yaml.current());
    const queryParams = { view: view ?? null };
    await this.#router.navigate([], { queryParams, queryParamsHandling: 'merge', replaceUrl: true });
  }

  protected goToField(element: string): void {
    const found = document.getElementById(element);
    found?.closest('details')?.setAttribute('open', '');
    found?.scrollIntoView({ block: 'center' });
    found?.focus({ preventScroll: true });
  }

  protected async save(): Promise<void> {
    if (this.isSaving() || this.whyNot() !== '' || this.yaml()?.isReadable() === false) return;
    this.draft.attempted();
    if (this.draft.isChecked() && this.draft.faults().length > 0) {
      this.#showFaults();
      return;
    }
    this.isSaving.set(true);
    try {
      const origin = this.draft.origin();
      await (origin === undefined ? this.#create() : this.#edit());
    } catch (error) {
      await this.#refused(error);
    } finally {
      this.isSaving.set(false);
    }
  }

  protected async compare(): Promise<void> {
    const jobId = this.jobId();
    if (jobId === undefined) return;
    const other = await this.#perform.run(async () => this.#store.readOther(jobId));
    if (other === undefined) return;
    this.other.set(other);
    setTimeout(() => document.getElementById('conflict-title')?.focus());
  }

  protected async settle(definition: Definition): Promise<void> {
    const other = this.other();
    if (other === undefined) return;
    this.draft.rebase(other.origin, definition);
    this.other.set(undefined);
    await this.save();
  }

  async #create(): Promise<void> {
    const { jobId } = await this.#store.create(this.draft.request());
    this.#toasts.done(`Scheduled ${jobId}.`);
    await this.#leaveFor(jobId);
  }

  async #edit(): Promise<void> {
    const origin = this.draft.origin();
    if (origin === undefined) return;
    if (this.draft.differences().length === 0) {
      this.#toasts.done('Nothing has changed.');
    } else {
      const generation = await this.#store.edit(origin, this.draft.document(), this.reason());
      const undo = async () => {
        await this.#perform.run(async () => this.#store.takeBack(origin, generation), {
          done: `${origin.jobId} is as it was.`,
        });
      };
      this.#toasts.done(`Saved ${origin.jobId}.`, { label: 'Undo', run: undo });
    }
    await this.#leaveFor(origin.jobId);
  }

  async #leaveFor(jobId: string): Promise<void> {
    this.#keeper.forget(this.jobId());
    await this.#router.navigate(['/jobs', jobId]);
  }

  async #refused(error: unknown): Promise<void> {
    if (error instanceof CallFailed && error.isConflict) {
      await this.compare();
      return;
    }
    const faults = error instanceof CallFailed ? (error.problem?.errors ?? []) : [];
    const isTaken =
      error instanceof CallFailed && error.problem?.type === 'urn:evenkeel:problem:already-exists';
    if (faults.length === 0 && !isTaken) this.#toasts.fault(messageOf(error));
    this.draft.attempted(isTaken ? [{ pointer: '/jobId', detail: messageOf(error) }] : faults);
    this.#showFaults();
  }

  #showFaults(): void {
    setTimeout(() => document.getElementById('faults')?.focus());
  }

  #newOne(defaults: Definition): Definition {
    const form = this.kinds.of(this.kind() ?? defaults['kind']);
    return patched(newDefinition(form, viewerZone(), defaults), defaults);
  }

  #begin(read: Origin | undefined, defaults: Definition): void {
    const isEdit = this.jobId() !== undefined;
    if (isEdit && read !== undefined) this.draft.begin(read.definition, read);
    else if (read !== undefined) this.draft.begin(copyOf(read.definition));
    else this.draft.begin(this.#newOne(defaults));
    const stored = this.#keeper.read(this.jobId());
    if (stored === undefined || this.from() !== undefined || this.template() !== undefined) return;
    if (stored.origin !== undefined) this.draft.begin(stored.origin.definition, stored.origin);
    this.draft.replace(stored.definition);
    if (read !== undefined && stored.origin !== undefined) this.draft.sawGeneration(read.generation);
    this.isRestored.set(this.draft.isDirty());
  }
}
