import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  inject,
  resource,
  signal,
} from '@angular/core';
import { cancelRun, retryRun, retryRuns } from '../../../shared/contracts/http/operation-paths.ts';
import type { RetrySummaryView } from '../../../shared/contracts/http/runs.ts';
import type { RunView } from '../../../shared/contracts/http/run-view.ts';
import { Api } from '../../api/api.ts';
import { Session } from '../../api/session.ts';
import { BulkProgress } from '../../kit/bulk/bulk-progress.ts';
import type { BulkState } from '../../kit/bulk/bulk-state.ts';
import { BulkWork } from '../../kit/bulk/bulk-work.ts';
import { isRetryable, isUnfinished } from '../../kit/chips/states.ts';
import { Icon } from '../../kit/icon/icon.ts';
import { LoadState } from '../../kit/states/load-state.ts';
import { RetryMatching } from './retry-matching.ts';
import type { RetryFilter } from './run-query.ts';
import { runOrderConsequences, runOrderTitle, type RunAction } from './run-order.ts';

/** What is to be done with runs: with some, or with all that a filter names. */
export type RunsRequest =
  | { readonly action: RunAction; readonly runs: readonly RunView[] }
  | { readonly action: 'retry'; readonly matching: RetryFilter }
  | { readonly action: 'cancel'; readonly read: (abortSignal: AbortSignal) => Promise<readonly RunView[]> };

/** Asks why, does it with each run, and says what became of it. */
@Component({
  selector: 'ek-run-orders-dialog',
  imports: [BulkProgress, Icon, LoadState],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './run-orders-dialog.html',
  styleUrl: '../../kit/bulk/bulk-dialog.css',
  host: { '(window:beforeunload)': 'leaving($event)' },
})
export class RunOrdersDialog {
  readonly #api = inject(Api);
  readonly #session = inject(Session);
  readonly #dialog = inject<DialogRef<boolean>>(DialogRef);
  readonly #request = inject<RunsRequest>(DIALOG_DATA);
  protected readonly action = this.#request.action;
  protected readonly reason = signal('');
  protected readonly work = signal<BulkState | undefined>(undefined);
  readonly #matching = new RetryMatching((page) => this.#retryPage(page));

  /** What it concerns: how many, and those of them that are done one by one. */
  protected readonly found = resource({
    loader: async ({ abortSignal }) => {
      if ('matching' in this.#request) {
        return { chosen: await this.#matching.find(), runs: undefined };
      }
      const runs = 'runs' in this.#request ? this.#request.runs : await this.#request.read(abortSignal);
      return { chosen: runs.length, runs: runs.filter((run) => this.#isConcerned(run)) };
    },
  });

  protected readonly count = computed(() => {
    if (!this.found.hasValue()) return 0;
    const { chosen, runs } = this.found.value();
    return runs?.length ?? chosen;
  });

  protected readonly title = computed(() =>
    this.found.hasValue() ? runOrderTitle(this.action, this.count()) : runOrderTitle(this.action, undefined),
  );

  protected readonly consequences = computed(() =>
    this.found.hasValue()
      ? runOrderConsequences(this.action, { leftAlone: this.found.value().chosen - this.count() })
      : [],
  );

  protected readonly isReady = computed(() => this.count() > 0 && this.reason().trim() !== '');

  constructor() {
    inject(DestroyRef).onDestroy(() => {
      this.work()?.stop();
    });
  }

  protected async start(): Promise<void> {
    if (!this.isReady() || !this.found.hasValue() || this.work() !== undefined) return;
    const { runs } = this.found.value();
    const reason = this.reason().trim();
    this.#dialog.disableClose = true;
    if (runs === undefined) {
      this.work.set(this.#matching);
      await this.#matching.run(reason);
    } else {
      const work = this.#each(runs, reason);
      this.work.set(work);
      await work.run();
    }
    this.#dialog.disableClose = false;
  }

  protected close(): void {
    this.#dialog.close(this.work() !== undefined);
  }

  protected leaving(event: BeforeUnloadEvent): void {
    if (this.work()?.isOver() === false) event.preventDefault();
  }

  #isConcerned({ state, valueStream }: RunView): boolean {
    const fits = this.action === 'retry' ? isRetryable(state) : isUnfinished(state);
    return fits && this.#session.may('operator', valueStream);
  }

  #each(runs: readonly RunView[], reason: string): BulkWork<RunView> {
    const operation = this.action === 'retry' ? retryRun : cancelRun;
    return new BulkWork(runs, {
      nameOf: ({ runId }) => runId,
      work: ({ runId }, key) =>
        this.#api.call(operation, { path: { runId }, body: { reason }, headers: { 'idempotency-key': key } }),
    });
  }

  #retryPage(page: {
    limit: number;
    cursor: string | undefined;
    reason: string;
    isDryRun: boolean;
  }): Promise<RetrySummaryView> {
    const { limit, cursor, reason, isDryRun } = page;
    const filter = 'matching' in this.#request ? this.#request.matching : {};
    const from = cursor === undefined ? {} : { cursor };
    return this.#api.read(retryRuns, { body: { filter, reason, dryRun: isDryRun, limit, ...from } });
  }
}
