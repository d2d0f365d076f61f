import {
  ChangeDetectionStrategy,
  Component,
  computed,
  ElementRef,
  inject,
  input,
  linkedSignal,
  resource,
  signal,
} from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import type { AlertRuleView } from '../../../shared/contracts/http/alert-rule-view.ts';
import type { SavedAlertRuleView } from '../../../shared/contracts/http/alert-rules.ts';
import { readAlertRule, saveAlertRule } from '../../../shared/contracts/http/operation-paths.ts';
import { Api } from '../../api/api.ts';
import { CallFailed, messageOf } from '../../api/problem.ts';
import { ValueStreams } from '../../api/value-streams.ts';
import { ChoiceInput } from '../../kit/choose/choice-input.ts';
import { Toasts } from '../../kit/feedback/toasts.ts';
import { Icon } from '../../kit/icon/icon.ts';
import { JobKinds } from '../../kit/kinds/job-kinds.ts';
import { PageHeader } from '../../kit/page/page-header.ts';
import { LoadState } from '../../kit/states/load-state.ts';
import { ChannelFields } from './channel-fields.ts';
import { ConditionFields } from './condition-fields.ts';
import { DurationField } from './duration-field.ts';
import { changedFields } from './rule-conflict.ts';
import { draftOf, NEW_RULE, requestOf, type RuleDraft } from './rule-draft.ts';
import { faultAt, faultsOf, otherFaults, type Faults } from './rule-faults.ts';
import { GROUPINGS } from './rule-words.ts';
import { ScrollX } from '../../kit/table/scroll-x.ts';

/** Faults of these stand beside their fields. */
const FIELDS = ['/ruleId', '/valueStream', '/description', '/tags', '/scope', '/conditions', '/channels'];

const INVALID = '[aria-invalid="true"]';

const FURTHER_FIELDS = ['/quietSeconds', '/remindSeconds'];

/** Somebody else's definition that came in between. */
interface Conflict {
  readonly theirs: AlertRuleView;
  readonly etag: string | undefined;
  readonly fields: ReturnType<typeof changedFields>;
}

/** Defines a rule, or defines it anew. */
@Component({
  selector: 'ek-rule-editor',
  imports: [
    ScrollX,
    ChannelFields,
    ChoiceInput,
    ConditionFields,
    DurationField,
    Icon,
    LoadState,
    PageHeader,
    RouterLink,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './rule-editor.html',
  styleUrl: './rule-editor.css',
})
export class RuleEditor {
  readonly #api = inject(Api);
  readonly #router = inject(Router);
  readonly #toasts = inject(Toasts);
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef);
  protected readonly streams = inject(ValueStreams);

  /** Undefined: a new one. */
  readonly ruleId = input<string>();

  protected readonly groupings = GROUPINGS;
  protected readonly severities = ['info', 'warning', 'critical'] as const;
  protected readonly kinds = inject(JobKinds);
  protected readonly isNew = computed(() => this.ruleId() === undefined);
  protected readonly heading = computed(() => {
    const ruleId = this.ruleId();
    return ruleId === undefined ? 'New alert rule' : `Edit ${ruleId}`;
  });
  protected readonly crumbs = computed(() => {
    const ruleId = this.ruleId();
    return [
      { label: 'Alerts', link: '/alerts' },
      { label: 'Rules', link: '/alerts/rules' },
      ...(ruleId === undefined ? [] : [{ label: ruleId, link: `/alerts/rules/${ruleId}` }]),
    ];
  });

  /** Undefined: a new one, which nothing is read of. */
  protected readonly read = resource({
    params: () => this.ruleId(),
    loader: ({ params: ruleId, abortSignal }) =>
      this.#api.call<AlertRuleView>(readAlertRule, { path: { ruleId }, abortSignal }),
  });

  protected readonly draft = linkedSignal<RuleDraft | undefined>(() => {
    if (this.isNew()) return NEW_RULE;
    const rule = this.read.hasValue() ? this.read.value().body : null;
    return rule === null ? undefined : draftOf(rule);
  });
  readonly #etag = linkedSignal(() => (this.read.hasValue() ? this.read.value().etag : undefined));

  protected readonly faults = signal<Faults>([]);
  /** What was refused as a whole. */
  protected readonly refusal = signal<string | undefined>(undefined);
  protected readonly conflict = signal<Conflict | undefined>(undefined);
  protected readonly isSaving = signal(false);
  protected readonly elsewhere = computed(() => otherFaults(this.faults(), [...FIELDS, ...FURTHER_FIELDS]));

  constructor() {
    void this.streams.ask();
  }

  protected change(changes: Partial<RuleDraft>): void {
    this.draft.update((draft) => (draft === undefined ? undefined : { ...draft, ...changes }));
  }

  protected toggleKind(draft: RuleDraft, kind: RuleDraft['kinds'][number]): void {
    const others = draft.kinds.filter((one) => one !== kind);
    this.change({ kinds: others.length < draft.kinds.length ? others : [...others, kind] });
  }

  protected fault(pointer: string): string | undefined {
    return faultAt(this.faults(), pointer);
  }

  protected async save(draft: RuleDraft): Promise<void> {
    if (this.isSaving()) return;
    const ruleId = draft.ruleId.trim();
    this.faults.set([]);
    this.refusal.set(undefined);
    if (ruleId === '') {
      this.faults.set([{ pointer: '/ruleId', detail: 'Give the rule a name.' }]);
      this.#lookAt(INVALID);
      return;
    }
    this.isSaving.set(true);
    try {
      await this.#send(ruleId, draft);
    } catch (error) {
      await this.#refused(error, ruleId, draft);
    } finally {
      this.isSaving.set(false);
    }
  }

  protected takeTheirs({ theirs, etag }: Conflict): void {
    this.draft.set(draftOf(theirs));
    this.#etag.set(etag);
    this.conflict.set(undefined);
  }

  protected keepMine({ etag }: Conflict, draft: RuleDraft): void {
    this.#etag.set(etag);
    this.conflict.set(undefined);
    void this.save(draft);
  }

  async #send(ruleId: string, draft: RuleDraft): Promise<void> {
    const ifMatch = this.#etag();
    const saved = await this.#api.read<SavedAlertRuleView>(saveAlertRule, {
      path: { ruleId },
      body: requestOf(draft),
      ...(ifMatch === undefined ? {} : { ifMatch }),
    });
    const warned = saved.warnings.map(({ message }) => message).join(' ');
    this.#toasts.done(
      warned === ''
        ? `${ruleId} is defined. Test it, so that you know its channels work.`
        : `${ruleId} is defined. ${warned}`,
    );
    await this.#router.navigate(['/alerts/rules', ruleId]);
  }

  async #refused(error: unknown, ruleId: string, draft: RuleDraft): Promise<void> {
    const problem = error instanceof CallFailed ? error.problem : undefined;
    if (error instanceof CallFailed && error.isConflict) {
      await this.#showConflict(ruleId, draft);
      return;
    }
    if (error instanceof CallFailed && error.status === 428) {
      this.faults.set([{ pointer: '/ruleId', detail: `There is a rule ${ruleId}: choose another name.` }]);
      this.#lookAt(INVALID);
      return;
    }
    this.faults.set(faultsOf(problem));
    this.refusal.set(
      this.faults().length === 0
        ? messageOf(error)
        : 'It was not saved: mend what is said beside the fields.',
    );
    this.#lookAt(INVALID);
  }

  /** Whoever saved is brought to what is to be mended. */
  #lookAt(selector: string): void {
    setTimeout(() => {
      this.#host.nativeElement.querySelector<HTMLElement>(selector)?.focus();
    });
  }

  async #showConflict(ruleId: string, draft: RuleDraft): Promise<void> {
    try {
      const { body, etag } = await this.#api.call<AlertRuleView>(readAlertRule, { path: { ruleId } });
      if (body === null) return;
      this.conflict.set({ theirs: body, etag, fields: changedFields(requestOf(draft), body) });
      this.#lookAt('#ek-rule-conflict');
    } catch (error) {
      this.refusal.set(messageOf(error));
    }
  }
}
