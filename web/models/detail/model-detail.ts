import { ChangeDetectionStrategy, Component, computed, effect, inject, input, resource } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { Router, RouterLink } from '@angular/router';
import type { BaselineView } from '../../../shared/contracts/http/baseline-view.ts';
import type { JobSummary } from '../../../shared/contracts/http/job-view.ts';
import type { ModelView } from '../../../shared/contracts/http/models.ts';
import {
  listBaselines,
  listJobs,
  readModel,
  readStability,
} from '../../../shared/contracts/http/operation-paths.ts';
import type { MeasurementDetailView } from '../../../shared/contracts/http/stability-view.ts';
import { Api } from '../../api/api.ts';
import type { Page } from '../../api/api-call.ts';
import { lastValue } from '../../kit/resources/last-value.ts';
import { EmptyState } from '../../kit/states/empty-state.ts';
import { LoadState } from '../../kit/states/load-state.ts';
import { Baselines } from '../baselines/baselines.ts';
import { Characteristics } from '../characteristics/characteristics.ts';
import { cutOffsOf, jobsOf, scoreColumnOf } from '../measuring/cut-offs.ts';
import { daysOf, RANGES } from '../measuring/ranges.ts';
import { pageReader, readMeasurements } from '../measuring/read-measurements.ts';
import { reloadWhenMeasured } from '../measuring/reload-when-measured.ts';
import { OverTime } from '../over-time/over-time.ts';
import { MeasuredWindow } from '../window/measured-window.ts';
import { ModelHead } from './model-head.ts';

/** More measurements than this are no picture any more; a job of every minute has them in a day. */
const MAX_MEASUREMENTS = 1000;

const TABS = [
  { id: 'over-time', label: 'Over time' },
  { id: 'characteristics', label: 'Characteristics' },
  { id: 'window', label: 'Window' },
  { id: 'baselines', label: 'Baselines' },
] as const;

/** One model: how far it has moved, when, where, and from what. */
@Component({
  selector: 'ek-model-detail',
  imports: [
    ...[Baselines, Characteristics, EmptyState, LoadState, MeasuredWindow, ModelHead, OverTime, RouterLink],
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './model-detail.html',
  styleUrl: './model-detail.css',
})
export class ModelDetail {
  readonly #api = inject(Api);
  readonly #router = inject(Router);

  readonly modelId = input.required<string>();
  readonly tab = input<string>();
  readonly range = input<string>();
  readonly job = input<string>();
  readonly run = input<string>();
  readonly characteristic = input<string>();
  readonly segment = input<string>();
  readonly against = input<string>();
  readonly baseline = input<string>();

  protected readonly tabs = TABS;
  protected readonly ranges = RANGES;
  protected readonly shownTab = computed(() => TABS.find(({ id }) => id === this.tab())?.id ?? 'over-time');
  protected readonly days = computed(() => daysOf(this.range()));
  /** What is about a range of windows; the others are about one, or none. */
  protected readonly hasRange = computed(
    () => this.shownTab() === 'over-time' || this.shownTab() === 'characteristics',
  );

  protected readonly model = resource({
    params: () => ({ modelId: this.modelId() }),
    loader: ({ params, abortSignal }) => this.#api.read<ModelView>(readModel, { path: params, abortSignal }),
  });

  protected readonly jobs = resource({
    params: () => ({ modelId: this.modelId() }),
    loader: ({ params: { modelId }, abortSignal }) =>
      this.#api.read<Page<JobSummary>>(listJobs, {
        ...{ query: { modelId, kind: 'stability', limit: 200 }, abortSignal },
      }),
  });

  protected readonly baselines = resource({
    params: () => ({ modelId: this.modelId() }),
    loader: ({ params, abortSignal }) =>
      this.#api.read<Page<BaselineView>>(listBaselines, {
        ...{ path: params, query: { limit: 200 }, abortSignal },
      }),
  });

  protected readonly measurements = resource({
    params: () => ({ modelId: this.modelId(), days: this.days() }),
    loader: ({ params, abortSignal }) =>
      readMeasurements(
        pageReader(this.#api),
        { ...params, pageSize: 200, goesOn: (items) => items.length < MAX_MEASUREMENTS },
        abortSignal,
      ),
  });

  protected readonly shownModel = lastValue(this.model, this.modelId);
  readonly #jobs = lastValue(this.jobs, this.modelId);
  readonly #baselines = lastValue(this.baselines, this.modelId);
  protected readonly shownMeasurements = lastValue(this.measurements, this.modelId);
  protected readonly jobList = computed(() => this.#jobs()?.items ?? []);
  protected readonly baselineList = computed(() => this.#baselines()?.items ?? []);

  /** Which jobs have measured it in the range, the one of the latest first. */
  protected readonly jobIds = computed(() => jobsOf(this.shownMeasurements()?.items ?? []));
  protected readonly jobId = computed(() => {
    const asked = this.job();
    return asked !== undefined && this.jobIds().includes(asked) ? asked : this.jobIds()[0];
  });
  protected readonly ofJob = computed(() =>
    (this.shownMeasurements()?.items ?? []).filter(({ jobId }) => jobId === this.jobId()),
  );

  /** The window that was chosen, or the latest there is. */
  protected readonly runId = computed(
    () => this.run() ?? this.ofJob().at(-1)?.runId ?? this.shownModel()?.latest?.runId,
  );

  protected readonly detail = resource({
    params: () => {
      const runId = this.runId();
      return runId === undefined ? undefined : { modelId: this.modelId(), runId };
    },
    loader: ({ params, abortSignal }) =>
      this.#api.read<MeasurementDetailView>(readStability, { path: params, abortSignal }),
  });
  protected readonly shownDetail = lastValue(this.detail, this.modelId);

  readonly #jobOfShown = computed(() => this.jobList().find(({ jobId }) => jobId === this.jobId()));
  protected readonly cutOffs = computed(() => cutOffsOf(this.shownDetail(), this.#jobOfShown()), {
    equal: (a, b) => a?.moderate === b?.moderate && a?.significant === b?.significant,
  });
  protected readonly scoreColumn = computed(() => scoreColumnOf(this.shownDetail(), this.#jobOfShown()));
  protected readonly columnNames = computed(
    () => {
      const names = (this.shownDetail()?.columns ?? []).map(({ name }) => name);
      const score = this.scoreColumn();
      return score === undefined ? names : [score, ...names.filter((name) => name !== score)];
    },
    { equal: (a, b) => a.length === b.length && a.every((name, index) => name === b[index]) },
  );

  constructor() {
    const title = inject(Title);
    effect(() => {
      title.setTitle(`${this.modelId()} · Evenkeel`);
    });
    reloadWhenMeasured([this.model, this.measurements], (jobId) =>
      this.jobList().some((job) => job.jobId === jobId),
    );
  }

  /** Changes what the address says; `null` leaves it out. */
  protected choose(queryParams: Readonly<Record<string, string | null>>): void {
    void this.#router.navigate([], { queryParams, queryParamsHandling: 'merge', replaceUrl: true });
  }

  protected open(queryParams: Readonly<Record<string, string | null>>): void {
    void this.#router.navigate([], { queryParams, queryParamsHandling: 'merge' });
  }

  protected jobsChanged(): void {
    this.jobs.reload();
    this.baselines.reload();
  }
}
