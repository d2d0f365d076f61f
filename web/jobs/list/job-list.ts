import { CdkMenuTrigger } from '@angular/cdk/menu';
import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  effect,
  inject,
  input,
  untracked,
} from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import type { JobPageView } from '../../../shared/contracts/http/jobs.ts';
import type { JobSummary } from '../../../shared/contracts/http/job-view.ts';
import { listJobs } from '../../../shared/contracts/http/operation-paths.ts';
import { Api } from '../../api/api.ts';
import type { Page } from '../../api/api-call.ts';
import { Live, type Change } from '../../api/live.ts';
import { Session } from '../../api/session.ts';
import { JobChip } from '../../kit/chips/job-chip.ts';
import { JOB_LOOKS } from '../../kit/chips/states.ts';
import { FilterMenu } from '../../kit/filters/filter-menu.ts';
import { optionsOf } from '../../kit/filters/filter-option.ts';
import { SearchField } from '../../kit/filters/search-field.ts';
import { Icon } from '../../kit/icon/icon.ts';
import { Commands, type Command } from '../../kit/page/commands.ts';
import { JobKinds } from '../../kit/kinds/job-kinds.ts';
import { PageHeader } from '../../kit/page/page-header.ts';
import { EmptyState } from '../../kit/states/empty-state.ts';
import { Column, Unfolded } from '../../kit/table/column.ts';
import { DataTable } from '../../kit/table/data-table.ts';
import { pagedRows } from '../../kit/table/paged-rows.ts';
import { Reloading } from '../../kit/table/reloading.ts';
import { Selection } from '../../kit/table/selection.ts';
import { Instant } from '../../kit/time/instant.ts';
import { JobDetails } from './job-details.ts';
import { shownTags, zoneOf } from './job-facts.ts';
import { JobMenu } from './job-menu.ts';
import type { JobAction } from './job-order.ts';
import { JobOrders } from './job-orders.ts';
import { changedJob, FIRST_SORT, isFiltered, toJobFilter, toListQuery, type JobFilter } from './job-query.ts';

const PAGE = 200;
/** The first page is a short one, so that it is there soon. */
const FIRST_PAGE = 60;

const STATE_OPTIONS = (['active', 'paused', 'quarantined', 'completed'] as const).map((value) => ({
  value,
  label: JOB_LOOKS[value].label,
}));

/** What can be done with many. */
const BULK_ACTIONS = [
  { action: 'pause', icon: 'pause', label: 'Pause' },
  { action: 'resume', icon: 'play', label: 'Resume' },
  { action: 'trigger', icon: 'zap', label: 'Run now' },
  { action: 'delete', icon: 'trash', label: 'Delete' },
] as const;

/** All jobs: found, sorted, looked into, and many of them changed at once. */
@Component({
  selector: 'ek-job-list',
  imports: [
    ...[CdkMenuTrigger, Column, DataTable, EmptyState, FilterMenu, Icon, Instant],
    ...[JobChip, JobDetails, JobMenu, PageHeader, RouterLink, SearchField, Unfolded],
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './job-list.html',
  styleUrl: './job-list.css',
})
export class JobList {
  readonly #api = inject(Api);
  readonly #orders = inject(JobOrders);
  readonly #router = inject(Router);
  protected readonly session = inject(Session);
  protected readonly kinds = inject(JobKinds);

  readonly kind = input<string>();
  readonly status = input<string>();
  readonly valueStream = input<string>();
  readonly tag = input<string>();
  readonly modelId = input<string>();
  readonly text = input<string>();
  readonly sort = input<string>();

  protected readonly filter = computed<JobFilter>(
    () =>
      toJobFilter({
        ...{ kind: this.kind(), status: this.status(), valueStream: this.valueStream(), tag: this.tag() },
        ...{ modelId: this.modelId(), text: this.text(), sort: this.sort() },
      }),
    { equal: (one, other) => JSON.stringify(one) === JSON.stringify(other) },
  );

  protected readonly jobs = pagedRows<JobSummary, JobFilter>(
    {
      read: (filter, { cursor, abortSignal }) => {
        const page = { cursor, limit: cursor === undefined ? FIRST_PAGE : PAGE };
        return this.#api.read<Page<JobSummary>>(listJobs, {
          query: { ...toListQuery(filter), ...page },
          abortSignal,
        });
      },
      count: async (filter, abortSignal) => {
        const query = { ...toListQuery(filter), count: true, limit: 1 };
        return (await this.#api.read<JobPageView>(listJobs, { query, abortSignal })).total;
      },
      keyOf: ({ jobId }) => jobId,
    },
    this.filter,
  );

  protected readonly selection = new Selection<JobSummary>(({ jobId }) => jobId);
  readonly #reloading = new Reloading(() => this.jobs.reload({ isCounted: true }));

  protected readonly bulkActions = BULK_ACTIONS;
  protected readonly stateOptions = STATE_OPTIONS;
  protected readonly zoneOf = zoneOf;
  protected readonly shownTags = shownTags;
  protected readonly nameOf = ({ jobId }: JobSummary): string => jobId;
  protected readonly isFiltered = computed(() => isFiltered(this.filter()));
  protected readonly mayChange = computed(() => this.session.may('operator'));
  protected readonly streams = computed(() =>
    optionsOf(this.jobs.rows().map(({ valueStream }) => valueStream)),
  );
  protected readonly tags = computed(() => optionsOf(this.jobs.rows().flatMap(({ tags }) => tags ?? [])));
  protected readonly models = computed(() =>
    optionsOf(this.jobs.rows().flatMap((job) => (job.kind === 'stability' ? [job.task.modelId] : []))),
  );

  constructor() {
    inject(Live).listen((change) => {
      this.#follow(change);
    }, inject(DestroyRef));
    inject(Commands).offer(() => this.#commands());
    effect(() => {
      this.filter();
      // What was chosen of another list is not meant any more.
      untracked(() => {
        this.selection.clear();
      });
    });
  }

  protected set(name: keyof JobFilter, value: string | readonly string[]): void {
    const text = typeof value === 'string' ? value : value.join(',');
    const isFirst = text === '' || (name === 'sort' && text === FIRST_SORT);
    void this.#router.navigate([], {
      queryParams: { [name]: isFirst ? null : text },
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }

  protected clear(): void {
    const { sort } = this.filter();
    const queryParams = sort === FIRST_SORT ? {} : { sort };
    void this.#router.navigate([], { queryParams, replaceUrl: true });
  }

  protected open({ jobId }: JobSummary): void {
    void this.#router.navigate(['/jobs', jobId]);
  }

  /** Gives an order about one job. */
  protected async order(action: JobAction, job: JobSummary): Promise<void> {
    const done = await this.#orders.give({ action, jobs: [job] }, () => {
      this.#reloading.now();
    });
    if (done !== undefined) this.#reloading.now();
  }

  /** Gives an order about those that are chosen: as they are now, or all that fit the filter. */
  protected async orderChosen(action: JobAction): Promise<void> {
    const chosen = this.selection.rows().map((job) => this.jobs.get(job.jobId) ?? job);
    const filter = this.filter();
    const jobs = this.selection.isAll()
      ? (read: (count: number) => void, abortSignal: AbortSignal) => this.#readAll(filter, read, abortSignal)
      : chosen;
    const outcome = await this.#orders.give({ action, jobs }, () => {
      this.#reloading.now();
    });
    if (outcome === undefined) return;
    this.selection.clear();
    this.#reloading.now();
  }

  async #readAll(
    filter: JobFilter,
    read: (count: number) => void,
    abortSignal: AbortSignal,
  ): Promise<readonly JobSummary[]> {
    const jobs: JobSummary[] = [];
    let cursor: string | undefined;
    do {
      const query = { ...toListQuery(filter), limit: PAGE, cursor };
      const page: Page<JobSummary> = await this.#api.read(listJobs, { query, abortSignal });
      jobs.push(...page.items);
      read(jobs.length);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return jobs;
  }

  /** What is told of a job is put into its row; what cannot be is read before long. */
  #follow(change: Change | 'anything'): void {
    if (change === 'anything') this.#reloading.soon();
    if (change === 'anything' || change.type === 'run') return;
    if (change.state === 'deleted') {
      this.jobs.remove(change.jobId);
      return;
    }
    const job = this.jobs.get(change.jobId);
    const changed = job === undefined ? undefined : changedJob(job, change);
    if (changed === undefined) this.#reloading.soon();
    else this.jobs.patch(change.jobId, () => changed);
  }

  #commands(): readonly Command[] {
    if (this.selection.isEmpty()) return [];
    return BULK_ACTIONS.map(({ action, icon, label }) => ({
      ...{ id: `jobs:${action}`, icon, group: 'Chosen jobs', label: `${label}: the chosen jobs` },
      run: () => this.orderChosen(action),
    }));
  }
}
