import { Dialog } from '@angular/cdk/dialog';
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
import { firstValueFrom } from 'rxjs';
import { cancelRun, listAllRuns, retryRun } from '../../../shared/contracts/http/operation-paths.ts';
import type { RunView } from '../../../shared/contracts/http/run-view.ts';
import { Api } from '../../api/api.ts';
import type { Page } from '../../api/api-call.ts';
import { Live, type Change } from '../../api/live.ts';
import { Session } from '../../api/session.ts';
import { BandChip } from '../../kit/chips/band-chip.ts';
import { RunChip } from '../../kit/chips/run-chip.ts';
import { isRetryable, isUnfinished, RUN_LOOKS } from '../../kit/chips/states.ts';
import { Confirm } from '../../kit/feedback/confirm.ts';
import { Perform } from '../../kit/feedback/perform.ts';
import { FilterMenu } from '../../kit/filters/filter-menu.ts';
import { optionsOf } from '../../kit/filters/filter-option.ts';
import { Icon } from '../../kit/icon/icon.ts';
import { PageHeader } from '../../kit/page/page-header.ts';
import { EmptyState } from '../../kit/states/empty-state.ts';
import { Column, Unfolded } from '../../kit/table/column.ts';
import { DataTable } from '../../kit/table/data-table.ts';
import { pagedRows } from '../../kit/table/paged-rows.ts';
import { Reloading } from '../../kit/table/reloading.ts';
import { Selection } from '../../kit/table/selection.ts';
import { Instant } from '../../kit/time/instant.ts';
import { Now } from '../../kit/time/now.ts';
import { RangeMenu } from './range-menu.ts';
import { RunDetails } from './run-details.ts';
import { measured, outcomeWords, tookWords, TRIGGER_LABELS } from './run-facts.ts';
import { runOrderConsequences, type RunAction } from './run-order.ts';
import { RunOrdersDialog, type RunsRequest } from './run-orders-dialog.ts';
import {
  changedRun,
  isFiltered,
  STATES,
  toRetryFilter,
  toRunFilter,
  toRunsQuery,
  type RunListFilter,
} from './run-query.ts';

const PAGE = 200;
const FIRST_PAGE = 60;
/** Runs that begin or end while the list is open are read no oftener than this, ms. */
const NEWS_EVERY_MS = 4000;

const STATE_OPTIONS = STATES.map((value) => ({ value, label: RUN_LOOKS[value].label }));

interface Asked {
  readonly filter: RunListFilter;
  /** A length of time ends here on all pages. */
  readonly nowMs: number;
}

/** The runs of all jobs, the latest slot first: followed as they go, and retried where they failed. */
@Component({
  selector: 'ek-run-list',
  imports: [
    ...[BandChip, Column, DataTable, EmptyState, FilterMenu, Icon, Instant, PageHeader],
    ...[RangeMenu, RouterLink, RunChip, RunDetails, Unfolded],
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './run-list.html',
  styleUrl: './run-list.css',
})
export class RunList {
  readonly #api = inject(Api);
  readonly #confirm = inject(Confirm);
  readonly #dialog = inject(Dialog);
  readonly #now = inject(Now);
  readonly #perform = inject(Perform);
  readonly #router = inject(Router);
  protected readonly session = inject(Session);

  readonly state = input<string>();
  readonly valueStream = input<string>();
  readonly jobId = input<string>();
  readonly range = input<string>();
  readonly from = input<string>();
  readonly to = input<string>();

  protected readonly filter = computed<RunListFilter>(
    () =>
      toRunFilter({
        ...{ state: this.state(), valueStream: this.valueStream(), jobId: this.jobId() },
        ...{ range: this.range(), from: this.from(), to: this.to() },
      }),
    { equal: (one, other) => JSON.stringify(one) === JSON.stringify(other) },
  );

  readonly #asked = computed<Asked>(() => ({ filter: this.filter(), nowMs: Date.now() }));

  protected readonly runs = pagedRows<RunView, Asked>(
    {
      read: ({ filter, nowMs }, { cursor, abortSignal }) => {
        const page = { cursor, limit: cursor === undefined ? FIRST_PAGE : PAGE };
        const query = { ...toRunsQuery(filter, nowMs), ...page };
        return this.#api.read<Page<RunView>>(listAllRuns, { query, abortSignal });
      },
      keyOf: ({ runId }) => runId,
    },
    this.#asked,
  );

  protected readonly selection = new Selection<RunView>(({ runId }) => runId);
  readonly #reloading = new Reloading(() => this.runs.reload(), NEWS_EVERY_MS);

  protected readonly stateOptions = STATE_OPTIONS;
  protected readonly triggers = TRIGGER_LABELS;
  protected readonly outcomeWords = outcomeWords;
  protected readonly measured = measured;
  protected readonly isRetryable = isRetryable;
  protected readonly isUnfinished = isUnfinished;
  protected readonly nameOf = ({ runId }: RunView): string => `run ${runId}`;
  protected readonly isFiltered = computed(() => isFiltered(this.filter()));
  protected readonly mayChange = computed(() => this.session.may('operator'));
  protected readonly streams = computed(() =>
    optionsOf(this.runs.rows().map(({ valueStream }) => valueStream)),
  );
  protected readonly jobs = computed(() =>
    optionsOf(this.runs.rows().map(({ jobId }) => jobId)).slice(0, 30),
  );

  constructor() {
    inject(Live).listen((change) => {
      this.#follow(change);
    }, inject(DestroyRef));
    effect(() => {
      this.filter();
      // What was chosen of another list is not meant any more.
      untracked(() => {
        this.selection.clear();
      });
    });
  }

  protected set(values: Partial<Record<keyof RunListFilter, string | readonly string[]>>): void {
    const texts = Object.entries(values).map(([name, value]) => {
      const text = typeof value === 'string' ? value : value.join(',');
      return [name, text === '' ? null : text] as const;
    });
    void this.#router.navigate([], {
      queryParams: Object.fromEntries(texts),
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }

  protected clear(): void {
    void this.#router.navigate([], { queryParams: {}, replaceUrl: true });
  }

  protected open({ runId }: RunView): void {
    void this.#router.navigate(['/runs', runId]);
  }

  protected took(run: RunView): string | undefined {
    return tookWords(run, this.#now.ms());
  }

  protected mayChangeRun({ valueStream }: RunView): boolean {
    return this.session.may('operator', valueStream);
  }

  /** Retries or cancels one run, in its place. */
  protected async order(action: RunAction, run: RunView): Promise<void> {
    const isRetry = action === 'retry';
    const answer = await this.#confirm.ask({
      title: `${isRetry ? 'Retry' : 'Cancel'} this run of ${run.jobId}?`,
      consequences: runOrderConsequences(action, { leftAlone: 0 }),
      confirm: isRetry ? 'Retry' : 'Cancel the run',
      isDangerous: !isRetry,
      reason: 'required',
    });
    if (answer === undefined) return;
    const operation = isRetry ? retryRun : cancelRun;
    const { runId } = run;
    const call = { path: { runId }, body: { reason: answer.reason } };
    const done = `The run of ${run.jobId} ${isRetry ? 'begins anew' : 'is cancelled'}.`;
    const changed = await this.#perform.run(() => this.#api.read<RunView>(operation, call), { done });
    if (changed !== undefined) this.runs.patch(runId, () => changed);
    this.#reloading.now();
  }

  protected async orderChosen(action: RunAction): Promise<void> {
    const request = this.#requestOf(action);
    const dialog = this.#dialog.open<boolean, RunsRequest, RunOrdersDialog>(RunOrdersDialog, {
      data: request,
      ariaModal: true,
      ariaLabelledBy: 'ek-run-orders-title',
      autoFocus: 'input, button',
    });
    if ((await firstValueFrom(dialog.closed)) !== true) return;
    this.selection.clear();
    this.#reloading.now();
  }

  /** Those that are chosen as they are now; of all that fit the filter, those that the action is for. */
  #requestOf(action: RunAction): RunsRequest {
    const runs = this.selection.rows().map((run) => this.runs.get(run.runId) ?? run);
    if (!this.selection.isAll()) return { action, runs };
    const { filter, nowMs } = this.#asked();
    if (action === 'cancel')
      return { action, read: (abortSignal) => this.#readAll({ filter, nowMs }, abortSignal) };
    const matching = toRetryFilter(filter, nowMs);
    return matching === undefined ? { action, runs: [] } : { action, matching };
  }

  async #readAll({ filter, nowMs }: Asked, abortSignal: AbortSignal): Promise<readonly RunView[]> {
    const state = STATES.filter(
      (each) => isUnfinished(each) && (filter.state.length === 0 || filter.state.includes(each)),
    );
    if (state.length === 0) return [];
    const runs: RunView[] = [];
    let cursor: string | undefined;
    do {
      const query = { ...toRunsQuery({ ...filter, state }, nowMs), limit: PAGE, cursor };
      const page: Page<RunView> = await this.#api.read(listAllRuns, { query, abortSignal });
      runs.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return runs;
  }

  /** What is told of a run is put into its row at once; new ones, and what came of those that ended, are read soon. */
  #follow(change: Change | 'anything'): void {
    if (change !== 'anything') {
      if (change.type !== 'run' || !this.#isAbout(change)) return;
      this.runs.patch(change.runId, (run) => changedRun(run, change));
    }
    this.#reloading.soon();
  }

  #isAbout({ jobId, valueStream }: { readonly jobId: string; readonly valueStream: string }): boolean {
    const { jobId: jobs, valueStream: streams } = this.filter();
    const isOf = (chosen: readonly string[], value: string) => chosen.length === 0 || chosen.includes(value);
    return isOf(jobs, jobId) && isOf(streams, valueStream);
  }
}
