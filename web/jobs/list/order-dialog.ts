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
import type { JobSummary } from '../../../shared/contracts/http/job-view.ts';
import { Api } from '../../api/api.ts';
import { Session } from '../../api/session.ts';
import { BulkProgress } from '../../kit/bulk/bulk-progress.ts';
import { BulkWork } from '../../kit/bulk/bulk-work.ts';
import { Icon } from '../../kit/icon/icon.ts';
import { viewerZone } from '../../kit/time/format-instant.ts';
import { InstantField } from '../../kit/time/instant-field.ts';
import { Preferences } from '../../settings/preferences.ts';
import { LoadState } from '../../kit/states/load-state.ts';
import { pauseAgain } from '../pause-again.ts';
import {
  callOf,
  consequencesOf,
  MISSED_CHOICES,
  ORDER_WORDS,
  orderTitle,
  planOrder,
  undoOf,
  type JobAction,
  type JobOrder,
  type RunMissed,
} from './job-order.ts';

/** What is to be done, and with which jobs. */
export interface OrderRequest {
  readonly action: JobAction;
  /** Reads them, where they are all that fit a filter; tells how many it has read. */
  readonly jobs: readonly JobSummary[] | ReadJobs;
}

export type ReadJobs = (
  read: (count: number) => void,
  abortSignal: AbortSignal,
) => Promise<readonly JobSummary[]>;

/** What was done; undefined where nothing was. */
export interface OrderOutcome {
  readonly order: JobOrder;
  readonly done: readonly JobSummary[];
}

/**
 * Asks how an order is meant, does it with each job, and says what became of it. A single one that succeeds closes the
 * dialog; of many it is said what failed, and they can be taken back together.
 */
@Component({
  selector: 'ek-order-dialog',
  imports: [BulkProgress, Icon, InstantField, LoadState],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './order-dialog.html',
  styleUrls: ['../../kit/bulk/bulk-dialog.css', './order-dialog.css'],
  host: { '(window:beforeunload)': 'leaving($event)' },
})
export class OrderDialog {
  readonly #api = inject(Api);
  readonly #session = inject(Session);
  readonly #preferences = inject(Preferences);
  readonly #dialog = inject<DialogRef<OrderOutcome>>(DialogRef);
  protected readonly request = inject<OrderRequest>(DIALOG_DATA);
  protected readonly action = this.request.action;
  protected readonly words = ORDER_WORDS[this.action];

  protected readonly reason = signal('');
  protected readonly until = signal<string | undefined>(undefined);
  protected readonly now = new Date().toISOString();
  protected readonly zone = computed(() => (this.#preferences.zone() === 'utc' ? 'UTC' : viewerZone()));
  protected readonly runMissed = signal<RunMissed>(this.action === 'resume' ? 'latest' : 'none');
  protected readonly missedChoices = MISSED_CHOICES;
  protected readonly readSoFar = signal(0);
  #keys = new Map<JobSummary, string>();
  readonly #order = signal<JobOrder | undefined>(undefined);
  protected readonly work = signal<BulkWork<JobSummary> | undefined>(undefined);
  protected readonly doneWord = computed(() => ORDER_WORDS[this.#order()?.action ?? this.action].done);

  protected readonly jobs = resource({
    loader: async ({ abortSignal }) => {
      const { jobs } = this.request;
      if (typeof jobs !== 'function') return jobs;
      return jobs((count) => {
        this.readSoFar.set(count);
      }, abortSignal);
    },
  });

  protected readonly plan = computed(() =>
    planOrder(this.action, this.jobs.hasValue() ? this.jobs.value() : [], (stream) =>
      this.#session.may('operator', stream),
    ),
  );

  protected readonly title = computed(() =>
    this.jobs.hasValue() ? orderTitle(this.action, this.plan().jobs) : `${this.words.verb} all that fit?`,
  );

  protected readonly consequences = computed(() => consequencesOf(this.action, this.plan()));
  protected readonly asksReason = this.action !== 'delete';
  protected readonly needsReason = this.action === 'pause' || this.action === 'trigger';
  protected readonly asksMissed = computed(
    () => this.action === 'resume' || (this.action === 'pause' && this.until() !== undefined),
  );

  protected readonly isReady = computed(
    () => this.plan().jobs.length > 0 && (!this.needsReason || this.reason().trim() !== ''),
  );

  protected readonly undo = computed(() => {
    const order = this.#order();
    const work = this.work();
    if (order === undefined || work?.isOver() !== true || work.done().length === 0) return undefined;
    return undoOf(order);
  });

  constructor() {
    inject(DestroyRef).onDestroy(() => {
      this.work()?.stop();
    });
  }

  protected async start(): Promise<void> {
    const order = this.#asked();
    if (!this.isReady() || order === undefined || this.work() !== undefined) return;
    await this.#do(order, this.plan().jobs);
    const work = this.work();
    if (this.plan().jobs.length === 1 && work?.failures().length === 0) this.close();
  }

  protected async takeBack(): Promise<void> {
    const undo = this.undo();
    const done = this.work()?.done();
    if (undo !== undefined && done !== undefined) await this.#do(undo, done);
  }

  protected async tryAgain(): Promise<void> {
    const order = this.#order();
    const failed = this.work()
      ?.failures()
      .map(({ item }) => item);
    if (order !== undefined && failed !== undefined) await this.#do(order, failed, this.#keys);
  }

  protected close(): void {
    const order = this.#order();
    const done = this.work()?.done() ?? [];
    this.#dialog.close(order === undefined || done.length === 0 ? undefined : { order, done });
  }

  protected leaving(event: BeforeUnloadEvent): void {
    if (this.work()?.isOver() === false) event.preventDefault();
  }

  #asked(): JobOrder | undefined {
    const reason = this.reason().trim();
    switch (this.action) {
      case 'pause':
        return { action: 'pause', reason, resumeAt: this.until(), runMissed: this.runMissed() };
      case 'resume':
        return { action: 'resume', reason, runMissed: this.runMissed() };
      case 'trigger':
        return { action: 'trigger', reason };
      case 'delete':
        return { action: 'delete' };
      case 'restore':
        return { action: 'restore', reason };
    }
  }

  /** With the keys of a former try: what was done without an answer is not done twice. */
  async #do(
    order: JobOrder,
    jobs: readonly JobSummary[],
    keys = new Map<JobSummary, string>(),
  ): Promise<void> {
    this.#keys = keys;
    const work = new BulkWork(jobs, {
      newKey: (job) => keyOf(job, keys),
      nameOf: ({ jobId }) => jobId,
      work: async (job, key) => {
        const { operation, call } = callOf(order, job);
        const headers = operation.method === 'POST' ? { 'idempotency-key': key } : {};
        await this.#api.call(operation, { ...call, headers });
        if (order.action === 'restore') await pauseAgain(this.#api, job);
      },
    });
    this.#order.set(order);
    this.work.set(work);
    // While it is done the dialog closes by its own buttons only, so that nothing is cut short by a slip.
    this.#dialog.disableClose = true;
    await work.run();
    this.#dialog.disableClose = false;
  }
}

function keyOf(job: JobSummary, keys: Map<JobSummary, string>): string {
  const key = keys.get(job) ?? crypto.randomUUID();
  keys.set(job, key);
  return key;
}
