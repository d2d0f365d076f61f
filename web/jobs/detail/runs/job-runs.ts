import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  linkedSignal,
  resource,
  signal,
} from '@angular/core';
import { RouterLink } from '@angular/router';
import { listAllRuns } from '../../../../shared/contracts/http/operation-paths.ts';
import type { RunView } from '../../../../shared/contracts/http/run-view.ts';
import { Api } from '../../../api/api.ts';
import { readPages } from '../../../api/read-pages.ts';
import { reloadOnChange } from '../../../api/reload-on-change.ts';
import { Session } from '../../../api/session.ts';
import { RunChip } from '../../../kit/chips/run-chip.ts';
import { Icon } from '../../../kit/icon/icon.ts';
import { Address } from '../../../kit/page/address.ts';
import { DurationBar } from '../../../kit/runs/duration-bar.ts';
import { lastValue } from '../../../kit/resources/last-value.ts';
import { RunActions } from '../../../kit/runs/run-actions.ts';
import { RunProgress } from '../../../kit/runs/run-progress.ts';
import { RunResult } from '../../../kit/runs/run-result.ts';
import { EmptyState } from '../../../kit/states/empty-state.ts';
import { LoadState } from '../../../kit/states/load-state.ts';
import { Instant } from '../../../kit/time/instant.ts';
import { Now } from '../../../kit/time/now.ts';
import { parseRunFilter, RUN_FILTERS, toRunRow } from './run-row.ts';

/** The runs of a job, the latest slot first: what came of each, and what can be done about it. */
@Component({
  selector: 'ek-job-runs',
  imports: [
    ...[DurationBar, EmptyState, Icon, Instant, LoadState],
    ...[RouterLink, RunChip, RunProgress, RunResult],
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './job-runs.html',
  styleUrl: './job-runs.css',
})
export class JobRuns {
  readonly #actions = inject(RunActions);
  readonly #address = inject(Address);
  readonly #api = inject(Api);
  readonly #now = inject(Now);
  readonly #session = inject(Session);

  readonly jobId = input.required<string>();
  /** Undefined until it is known, and of a deleted job. */
  readonly valueStream = input.required<string | undefined>();
  readonly zone = input<string>();
  readonly medianMs = input<number>();

  protected readonly filters = RUN_FILTERS;
  protected readonly filter = computed(() => parseRunFilter(this.#address.get('state')));

  /** How many pages are shown. */
  protected readonly pages = linkedSignal({
    source: () => [this.jobId(), this.filter()],
    computation: () => 1,
  });
  protected readonly runs = resource({
    params: () => ({ jobId: this.jobId(), states: this.filter().states, pages: this.pages() }),
    loader: ({ params: { jobId, states, pages }, abortSignal }) =>
      readPages<RunView>(this.#api, listAllRuns, { pages, query: { jobId, state: states }, abortSignal }),
  });
  /** What was shown last stays while more is read. */
  protected readonly shown = lastValue(this.runs, this.jobId);

  protected readonly mayOperate = computed(() => this.#session.may('operator', this.valueStream()));
  protected readonly rows = computed(() =>
    (this.shown()?.items ?? []).map((run) => toRunRow(run, this.#now.ms())),
  );
  protected readonly longestMs = computed(() => Math.max(1, ...this.rows().map(({ tookMs }) => tookMs ?? 0)));
  /** Runs that were retried here, which are followed until they end. */
  protected readonly followed = signal<ReadonlySet<string>>(new Set());

  constructor() {
    reloadOnChange([this.runs], (change) => change.jobId === this.jobId());
  }

  protected choose(name: string): void {
    void this.#address.set({ state: name === 'all' ? undefined : name });
  }

  protected async retry(run: RunView): Promise<void> {
    const going = await this.#actions.retry(run);
    if (going === undefined) return;
    this.followed.update((runIds) => new Set([...runIds, going.runId]));
    this.runs.reload();
  }

  protected async cancel(run: RunView): Promise<void> {
    if ((await this.#actions.cancel(run)) !== undefined) this.runs.reload();
  }

  protected unfollow(runId: string): void {
    this.followed.update((runIds) => new Set([...runIds].filter((known) => known !== runId)));
  }
}
