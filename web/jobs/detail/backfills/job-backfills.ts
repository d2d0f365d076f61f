import { ChangeDetectionStrategy, Component, computed, inject, input, resource, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { BackfillView } from '../../../../shared/contracts/http/backfill-view.ts';
import {
  cancelBackfill,
  listBackfillRuns,
  listBackfills,
  pauseBackfill,
  readBackfill,
  resumeBackfill,
} from '../../../../shared/contracts/http/operation-paths.ts';
import type { RunView } from '../../../../shared/contracts/http/run-view.ts';
import { Api } from '../../../api/api.ts';
import type { Page } from '../../../api/api-call.ts';
import { readPages } from '../../../api/read-pages.ts';
import { reloadOnChange } from '../../../api/reload-on-change.ts';
import { Session } from '../../../api/session.ts';
import { Chip } from '../../../kit/chips/chip.ts';
import { RunChip } from '../../../kit/chips/run-chip.ts';
import { Confirm } from '../../../kit/feedback/confirm.ts';
import { Perform } from '../../../kit/feedback/perform.ts';
import { Icon } from '../../../kit/icon/icon.ts';
import { Address } from '../../../kit/page/address.ts';
import { RunResult } from '../../../kit/runs/run-result.ts';
import { EmptyState } from '../../../kit/states/empty-state.ts';
import { LoadState } from '../../../kit/states/load-state.ts';
import { Instant } from '../../../kit/time/instant.ts';
import { BACKFILL_LOOKS, backfillProgress, isUnderWay } from './backfill-words.ts';
import { StartBackfill } from './start-backfill.ts';

const RUNS_SHOWN = 50;

/** The backfills of a job: a new one, how far those are that go, and the runs of each. */
@Component({
  selector: 'ek-job-backfills',
  imports: [Chip, EmptyState, Icon, Instant, LoadState, RouterLink, RunChip, RunResult, StartBackfill],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './job-backfills.html',
  styleUrl: './job-backfills.css',
})
export class JobBackfills {
  readonly #address = inject(Address);
  readonly #api = inject(Api);
  readonly #confirm = inject(Confirm);
  readonly #perform = inject(Perform);
  readonly #session = inject(Session);

  readonly jobId = input.required<string>();
  readonly valueStream = input.required<string | undefined>();
  readonly zone = input<string>();
  readonly medianMs = input<number>();

  protected readonly looks = BACKFILL_LOOKS;
  protected readonly isUnderWay = isUnderWay;
  protected readonly pages = signal(1);
  protected readonly backfills = resource({
    params: () => ({ jobId: this.jobId(), pages: this.pages() }),
    loader: async ({ params: { jobId, pages }, abortSignal }) => {
      const call = { pages, path: { jobId }, abortSignal };
      const { items, nextCursor } = await readPages<BackfillView>(this.#api, listBackfills, call);
      // How many of its runs are in which state is told of a single one only.
      const counted = items.map(async (backfill) =>
        isUnderWay(backfill.state) ? this.#readOne(backfill.backfillId, abortSignal) : backfill,
      );
      return { items: await Promise.all(counted), hasMore: nextCursor !== undefined };
    },
  });
  protected readonly rows = computed(() =>
    this.backfills.hasValue()
      ? this.backfills.value().items.map((backfill) => ({ backfill, progress: backfillProgress(backfill) }))
      : [],
  );

  /** The one whose runs are shown. */
  protected readonly opened = computed(() => this.#address.get('backfill'));
  protected readonly runs = resource({
    params: () => this.opened(),
    loader: ({ params: backfillId, abortSignal }) =>
      this.#api.read<Page<RunView>>(listBackfillRuns, {
        path: { jobId: this.jobId(), backfillId },
        query: { limit: RUNS_SHOWN },
        abortSignal,
      }),
  });

  protected readonly mayOperate = computed(() => this.#session.may('operator', this.valueStream()));

  constructor() {
    reloadOnChange([this.backfills, this.runs], (change) => change.jobId === this.jobId());
  }

  protected open(backfillId: string): void {
    void this.#address.set({ backfill: this.opened() === backfillId ? undefined : backfillId });
  }

  protected begun({ backfillId }: BackfillView): void {
    this.backfills.reload();
    void this.#address.set({ backfill: backfillId });
  }

  protected async pause({ backfillId }: BackfillView): Promise<void> {
    const path = { jobId: this.jobId(), backfillId };
    const undo = { label: 'Undo', run: async () => this.#resume(backfillId) };
    const body = { reason: 'Paused from the page.' };
    await this.#perform.run(() => this.#api.read(pauseBackfill, { path, body }), {
      done: 'Paused the backfill; runs that are made go on.',
      undo,
    });
    this.backfills.reload();
  }

  protected async resume({ backfillId }: BackfillView): Promise<void> {
    await this.#perform.run(() => this.#resume(backfillId), { done: 'The backfill goes on.' });
  }

  protected async cancel({ backfillId, slotCount, runCount, alreadyRunCount }: BackfillView): Promise<void> {
    const left = Math.max(0, slotCount - runCount - alreadyRunCount);
    const answer = await this.#confirm.ask({
      title: 'Cancel this backfill?',
      consequences: [
        `${left} slots of its range stay without a run.`,
        'Its runs that have not begun are cancelled; those that are going end as usual.',
        'It cannot be taken up again; a new backfill of the range runs what is left.',
      ],
      confirm: 'Cancel the backfill',
      isDangerous: true,
      reason: 'required',
    });
    if (answer === undefined) return;
    const call = { path: { jobId: this.jobId(), backfillId }, body: { reason: answer.reason } };
    await this.#perform.run(() => this.#api.read(cancelBackfill, call), {
      done: 'The backfill is being cancelled.',
    });
    this.backfills.reload();
  }

  async #resume(backfillId: string): Promise<void> {
    const path = { jobId: this.jobId(), backfillId };
    await this.#api.read(resumeBackfill, { path, body: { reason: 'Resumed from the page.' } });
    this.backfills.reload();
  }

  async #readOne(backfillId: string, abortSignal: AbortSignal): Promise<BackfillView> {
    return this.#api.read(readBackfill, { path: { jobId: this.jobId(), backfillId }, abortSignal });
  }
}
