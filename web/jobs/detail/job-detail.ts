import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  input,
  linkedSignal,
  resource,
} from '@angular/core';
import { Title } from '@angular/platform-browser';
import { RouterLink } from '@angular/router';
import type { JobView } from '../../../shared/contracts/http/job-view.ts';
import { listRuns, readJob } from '../../../shared/contracts/http/operation-paths.ts';
import type { RunView } from '../../../shared/contracts/http/run-view.ts';
import { Api } from '../../api/api.ts';
import type { Page } from '../../api/api-call.ts';
import { CallFailed } from '../../api/problem.ts';
import { reloadOnChange } from '../../api/reload-on-change.ts';
import { Chip } from '../../kit/chips/chip.ts';
import { JobChip } from '../../kit/chips/job-chip.ts';
import { Icon } from '../../kit/icon/icon.ts';
import { JobKinds } from '../../kit/kinds/job-kinds.ts';
import { LogView } from '../../kit/logs/log-view.ts';
import { PageHeader } from '../../kit/page/page-header.ts';
import { medianDurationMs } from '../../kit/runs/run-durations.ts';
import { RunProgress } from '../../kit/runs/run-progress.ts';
import { EmptyState } from '../../kit/states/empty-state.ts';
import { LoadState } from '../../kit/states/load-state.ts';
import { Instant } from '../../kit/time/instant.ts';
import { JobActions } from './actions/job-actions.ts';
import { JobBackfills } from './backfills/job-backfills.ts';
import { ownWords } from '../fleets/detail/own-words.ts';
import { NextSlot } from './next-slot.ts';
import { JobDefinition } from './definition/job-definition.ts';
import { JobHistory } from './history/job-history.ts';
import { JOB_TABS, parseJobTab, zoneOf } from './job-tabs.ts';
import { JobRuns } from './runs/job-runs.ts';
import { JobSlots } from './slots/job-slots.ts';

/** Of so many runs the usual duration is taken. */
const RECENT_RUNS = 20;

/** One job: what it is, what becomes of its slots, its runs, and what can be done about it. */
@Component({
  selector: 'ek-job-detail',
  imports: [
    ...[Chip, EmptyState, Icon, Instant, JobActions, JobBackfills, JobChip, JobDefinition, JobHistory],
    ...[JobRuns, JobSlots, LoadState, LogView, NextSlot, PageHeader, RouterLink, RunProgress],
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './job-detail.html',
  styleUrl: './job-detail.css',
})
export class JobDetail {
  readonly #api = inject(Api);
  protected readonly kinds = inject(JobKinds);
  readonly jobId = input.required<string>();
  readonly tab = input<string>();

  protected readonly tabs = JOB_TABS;
  protected readonly crumbs = [{ label: 'Jobs', link: '/jobs' }];
  protected readonly shownTab = computed(() => parseJobTab(this.tab()));

  protected readonly read = resource({
    params: () => this.jobId(),
    loader: ({ params, abortSignal }) =>
      this.#api.read<JobView>(readJob, { path: { jobId: params }, abortSignal }),
  });
  /** Of a fleet's job: what its model has otherwise. */
  protected readonly ownOfIt = computed(() =>
    ownWords(this.read.hasValue() ? (this.read.value().fleet?.overridden ?? []) : []),
  );
  protected readonly zone = computed(() => (this.read.hasValue() ? zoneOf(this.read.value()) : undefined));

  /** Of a deleted job there are no actions; what it did stays. */
  protected readonly isMissing = computed(() => {
    const error = this.read.error();
    const cause = error?.cause ?? error;
    return cause instanceof CallFailed && cause.status === 404;
  });

  readonly #recent = resource({
    params: () => this.jobId(),
    loader: ({ params: jobId, abortSignal }) =>
      this.#api.read<Page<RunView>>(listRuns, {
        path: { jobId },
        query: { limit: RECENT_RUNS },
        abortSignal,
      }),
  });
  protected readonly medianMs = computed(() =>
    this.#recent.hasValue() ? medianDurationMs(this.#recent.value().items) : undefined,
  );

  /** The run that was asked for last on this screen. */
  protected readonly followed = linkedSignal<string, string | undefined>({
    source: this.jobId,
    computation: () => undefined,
  });

  constructor() {
    reloadOnChange([this.read], (change) => change.type === 'job' && change.jobId === this.jobId());
    const title = inject(Title);
    effect(() => {
      title.setTitle(`${this.jobId()} · Evenkeel`);
    });
  }

  protected changed(): void {
    this.read.reload();
  }
}
