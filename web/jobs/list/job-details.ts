import { ChangeDetectionStrategy, Component, computed, inject, input, resource } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { JobSummary, JobView } from '../../../shared/contracts/http/job-view.ts';
import { listRuns, readJob } from '../../../shared/contracts/http/operation-paths.ts';
import type { RunView } from '../../../shared/contracts/http/run-view.ts';
import { Api } from '../../api/api.ts';
import type { Page } from '../../api/api-call.ts';
import { reloadOnChange } from '../../api/reload-on-change.ts';
import { RunChip } from '../../kit/chips/run-chip.ts';
import { Icon } from '../../kit/icon/icon.ts';
import { LoadState } from '../../kit/states/load-state.ts';
import { Instant } from '../../kit/time/instant.ts';
import { policyFacts, zoneOf } from './job-facts.ts';

const LATEST_RUNS = 5;

/** What unfolds below a job of the list: its schedule in words, what is next, what was, and what is unusual about it. */
@Component({
  selector: 'ek-job-details',
  imports: [Icon, Instant, LoadState, RouterLink, RunChip],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './job-details.html',
  styleUrl: './job-details.css',
})
export class JobDetails {
  readonly #api = inject(Api);
  readonly job = input.required<JobSummary>();

  readonly #path = computed(() => ({ jobId: this.job().jobId }), {
    equal: (one, other) => one.jobId === other.jobId,
  });

  protected readonly read = resource({
    params: () => this.#path(),
    loader: ({ params: path, abortSignal }) => this.#api.read<JobView>(readJob, { path, abortSignal }),
  });

  protected readonly runs = resource({
    params: () => this.#path(),
    loader: ({ params: path, abortSignal }) =>
      this.#api.read<Page<RunView>>(listRuns, { path, query: { limit: LATEST_RUNS }, abortSignal }),
  });

  protected readonly policies = computed(() => policyFacts(this.job().policies));
  protected readonly zone = computed(() => zoneOf(this.job()));
  protected readonly conditions = computed(() =>
    this.job().status.conditions.filter(({ status }) => status === 'False'),
  );

  constructor() {
    reloadOnChange([this.read, this.runs], (change) => change.jobId === this.job().jobId);
  }
}
