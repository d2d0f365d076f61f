import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  input,
  linkedSignal,
  resource,
  signal,
} from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import type { JobSummary, JobView } from '../../shared/contracts/http/job-view.ts';
import {
  listJobs,
  readJob,
  simulateJob,
  simulateRecurrences,
} from '../../shared/contracts/http/operation-paths.ts';
import type { SimulationView } from '../../shared/contracts/http/simulation-view.ts';
import type { Page } from '../api/api-call.ts';
import { Api } from '../api/api.ts';
import { CallFailed, messageOf } from '../api/problem.ts';
import { ChoiceInput } from '../kit/choose/choice-input.ts';
import { Chip } from '../kit/chips/chip.ts';
import { Icon } from '../kit/icon/icon.ts';
import type { JsonObject } from '../kit/json/json.ts';
import { PageHeader } from '../kit/page/page-header.ts';
import { RecurrenceEditor } from '../kit/recurrence/recurrence-editor.ts';
import { lastValue } from '../kit/resources/last-value.ts';
import { settled } from '../kit/settled/settled.ts';
import { LoadState } from '../kit/states/load-state.ts';
import { formatDuration, viewerZone } from '../kit/time/format-instant.ts';
import { Instant } from '../kit/time/instant.ts';
import { InstantField } from '../kit/time/instant-field.ts';
import { answerLook, totalsOf } from './answer-look.ts';
import {
  fromAddress,
  newScenario,
  requestOf,
  toAddress,
  type Scenario,
  type Span,
  type Variant,
} from './scenario.ts';
import { SpanList } from './span-list.ts';
import { Timeline } from './timeline.ts';
import { ScrollX } from '../kit/table/scroll-x.ts';

const REST_MS = 400;
const SHOWN_SLOTS = 100;

const OVERLAPS = ['skip', 'buffer-one', 'buffer-all', 'cancel-other', 'allow-all'];
const CATCH_UPS = ['skip', 'latest', 'all', 'coalesce'];

/** Plays a schedule through: what would run, with outages, pauses and an edit, under one policy and another. */
@Component({
  selector: 'ek-simulate',
  imports: [
    ScrollX,
    Chip,
    ChoiceInput,
    Icon,
    Instant,
    InstantField,
    LoadState,
    PageHeader,
    RecurrenceEditor,
    RouterLink,
    SpanList,
    Timeline,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './simulate.html',
  styleUrl: './simulate.css',
})
export class Simulate {
  readonly #api = inject(Api);
  readonly #router = inject(Router);

  /** The stored job that is simulated. */
  readonly job = input<string>();
  /** The rest of the scenario, as the address holds it. */
  readonly s = input<string>();

  protected readonly zone = viewerZone();
  protected readonly overlaps = OVERLAPS;
  protected readonly catchUps = CATCH_UPS;
  readonly #new = newScenario(Date.now(), this.zone);

  protected readonly scenario = linkedSignal<
    { readonly s: string | undefined; readonly job: string | undefined },
    Scenario
  >({
    source: () => ({ s: this.s(), job: this.job() }),
    // What this screen has itself written into the address is what it shows already.
    computation: ({ s, job }, previous) =>
      previous !== undefined && toAddress(previous.value) === s && previous.value.job === job
        ? previous.value
        : fromAddress(s, job, this.#new),
  });

  readonly #asked = settled(() => this.scenario(), REST_MS);
  protected readonly result = resource({
    params: () => this.#asked(),
    loader: async ({ params, abortSignal }) => this.#simulate(params, abortSignal),
  });
  readonly #kept = lastValue(this.result);
  protected readonly variants = computed(() => {
    const kept = this.#kept();
    if (kept === undefined) return [];
    return [kept.one, ...(kept.other === undefined ? [] : [kept.other])].map((simulation, index) => ({
      simulation,
      name: index === 0 ? 'As it is' : 'The other way',
      totals: totalsOf(simulation),
      lateness: formatDuration(simulation.totals.maxLatenessSeconds * 1000),
      label: `What becomes of ${simulation.totals.slots} slots; the table below says it of each.`,
    }));
  });
  protected readonly failure = computed(() => {
    const error = this.result.error();
    const cause = error?.cause ?? error;
    if (cause === undefined) return [];
    // Where nothing is shown yet, what stands in its place says so, and asks again.
    if (this.#kept() === undefined && cause instanceof CallFailed && cause.isTemporary) return [];
    const errors = cause instanceof CallFailed ? (cause.problem?.errors ?? []) : [];
    return errors.length === 0
      ? [messageOf(cause)]
      : errors.map(({ pointer, detail }) => `${pointer.slice(1)} ${detail}`);
  });
  protected readonly isAllShown = signal(false);
  /** Whether slots that simply ran are left out of the table. */
  protected readonly isEventful = signal(false);
  protected readonly table = computed(() => {
    const kept = this.#kept();
    if (kept === undefined) return undefined;
    const other = new Map(kept.other?.slots.map((slot) => [slot.dueAt, slot]));
    const told = kept.one.slots.filter(
      ({ dueAt, answer }) =>
        !this.isEventful() || answer !== 'ran' || (other.get(dueAt)?.answer ?? 'ran') !== 'ran',
    );
    const slots = this.isAllShown() ? told : told.slice(0, SHOWN_SLOTS);
    const rows = slots.map((slot) => {
      const beside = other.get(slot.dueAt);
      return {
        slot,
        look: answerLook(slot.answer),
        beside: beside === undefined ? undefined : answerLook(beside.answer),
      };
    });
    return { rows, hidden: told.length - slots.length };
  });

  protected readonly jobText = signal('');
  readonly #jobs = resource({
    params: settled(() => this.jobText(), REST_MS),
    loader: async ({ params: text, abortSignal }) => {
      const query = { limit: 60, ...(text === '' ? {} : { text }) };
      return (await this.#api.read<Page<JobSummary>>(listJobs, { query, abortSignal })).items;
    },
  });
  readonly #found = lastValue(this.#jobs);
  protected readonly jobIds = computed(() => (this.#found() ?? []).map(({ jobId }) => jobId));

  constructor() {
    effect(() => {
      const scenario = this.#asked();
      if (
        scenario !== undefined &&
        toAddress(scenario) !== this.s() &&
        toAddress(scenario) !== toAddress(this.#new)
      ) {
        void this.#write(scenario);
      }
    });
  }

  protected set(change: Partial<Scenario>): void {
    this.scenario.update((scenario) => ({ ...scenario, ...change }));
  }

  protected chooseJob(text: string): void {
    const { job: _former, ...rest } = this.scenario();
    const scenario = text === '' ? rest : { ...rest, job: text };
    this.scenario.set(scenario);
    void this.#write(scenario);
  }

  protected setSeconds(field: 'runSeconds' | 'failEvery', number: number): void {
    const { failEvery: _former, ...rest } = this.scenario();
    if (field === 'runSeconds') this.set({ runSeconds: Number.isNaN(number) ? 60 : number });
    else this.scenario.set(Number.isNaN(number) || number < 1 ? rest : { ...rest, failEvery: number });
  }

  protected changeRecurrence(recurrence: JsonObject): void {
    this.set({ recurrences: [recurrence, ...this.scenario().recurrences.slice(1)] });
  }

  protected toggleEdit(isOn: boolean): void {
    const { edit: _former, ...rest } = this.scenario();
    const at = this.#middle(rest).from;
    this.scenario.set(isOn ? { ...rest, edit: { at, recurrences: rest.recurrences } } : rest);
  }

  protected changeEdit(change: Partial<NonNullable<Scenario['edit']>>): void {
    const { edit } = this.scenario();
    if (edit !== undefined) this.set({ edit: { ...edit, ...change } });
  }

  protected choosePolicy(of: 'policies' | 'other', name: keyof Variant, value: string): void {
    const former: Variant = this.scenario()[of] ?? {};
    const { [name]: _former, ...rest } = former;
    this.set({ [of]: value === '' ? rest : { ...rest, [name]: value } });
  }

  protected toggleOther(isOn: boolean): void {
    const { other: _former, ...rest } = this.scenario();
    this.scenario.set(isOn ? { ...rest, other: { catchUp: 'all' } } : rest);
  }

  protected addOutage(span: Span = this.#middle(this.scenario())): void {
    this.set({ outages: [...this.scenario().outages, span] });
  }

  protected addPause(): void {
    this.set({ pauses: [...this.scenario().pauses, this.#middle(this.scenario())] });
  }

  /** A tenth of the range, from its middle. */
  #middle({ from, until }: Span): Span {
    const [start, end] = [Date.parse(from), Date.parse(until)];
    const middle = Math.round((start + end) / 2 / 60_000) * 60_000;
    const text = (ms: number) => new Date(ms).toISOString().replace('.000Z', 'Z');
    return {
      from: text(middle),
      until: text(middle + Math.max(60_000, Math.round((end - start) / 10 / 60_000) * 60_000)),
    };
  }

  async #write(scenario: Scenario): Promise<void> {
    const queryParams = { job: scenario.job ?? null, s: toAddress(scenario) };
    await this.#router.navigate([], { queryParams, queryParamsHandling: 'merge', replaceUrl: true });
  }

  async #simulate(
    scenario: Scenario,
    abortSignal: AbortSignal,
  ): Promise<{ readonly one: SimulationView; readonly other?: SimulationView }> {
    const { job } = scenario;
    const stored =
      job === undefined ? {} : (await this.#api.read<JobView>(readJob, { path: { jobId: job } })).policies;
    const ask = async (variant: Variant) =>
      this.#api.read<SimulationView>(job === undefined ? simulateRecurrences : simulateJob, {
        ...(job === undefined ? {} : { path: { jobId: job } }),
        body: requestOf(scenario, variant, { ...stored }),
        abortSignal,
      });
    const { policies, other } = scenario;
    if (other === undefined) return { one: await ask(policies) };
    const [one, beside] = await Promise.all([ask(policies), ask({ ...policies, ...other })]);
    return { one, other: beside };
  }
}
