import { ChangeDetectionStrategy, Component, computed, inject, input, resource } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import type { LockView } from '../../../shared/contracts/http/lock-view.ts';
import { listLocks } from '../../../shared/contracts/http/operation-paths.ts';
import { Api } from '../../api/api.ts';
import type { Change } from '../../api/live.ts';
import { readPages } from '../../api/read-pages.ts';
import { reloadEvery } from '../../api/reload-every.ts';
import { reloadOnChange } from '../../api/reload-on-change.ts';
import { Chip } from '../../kit/chips/chip.ts';
import { PageHeader } from '../../kit/page/page-header.ts';
import { EmptyState } from '../../kit/states/empty-state.ts';
import { LoadState } from '../../kit/states/load-state.ts';
import { Instant } from '../../kit/time/instant.ts';
import { CollectionTable } from '../reports/collection-table.ts';
import { readCollections } from '../reports/read-collections.ts';
import { failureInShort } from '../reports/report.ts';
import { inState, LOCK_FILTERS, resourceRows, type ResourceRow } from './resource-rows.ts';
import { ScrollX } from '../../kit/table/scroll-x.ts';

/** Collecting jobs whose runs are looked at; there are few beside those that measure. */
const MAX_JOBS = 60;
const MAX_LOCK_PAGES = 5;
/** A lease is taken, renewed and given back without an event of its own. */
const LOCKS_EVERY_MS = 10_000;
/** Takes a request for each job. */
const COLLECTIONS_AT_MOST_EVERY_MS = 15_000;

/** What is collected from report servers, and who may ask them at the moment. */
@Component({
  selector: 'ek-lock-list',
  imports: [ScrollX, Chip, CollectionTable, EmptyState, Instant, LoadState, PageHeader, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './lock-list.html',
  styleUrl: './lock-list.css',
})
export class LockList {
  readonly #api = inject(Api);
  readonly #router = inject(Router);

  readonly state = input<string>();

  protected readonly filters = LOCK_FILTERS;
  protected readonly failureInShort = failureInShort;

  protected readonly locks = resource({
    loader: ({ abortSignal }) =>
      readPages<LockView>(this.#api, listLocks, {
        pages: MAX_LOCK_PAGES,
        query: { limit: 200 },
        abortSignal,
      }),
  });

  protected readonly collections = resource({
    loader: ({ abortSignal }) => readCollections(this.#api, { limit: MAX_JOBS, abortSignal }),
  });

  readonly #all = computed<readonly ResourceRow[] | undefined>(() =>
    this.locks.hasValue()
      ? resourceRows(
          this.locks.value().items,
          this.collections.hasValue() ? this.collections.value() : { jobs: [], runs: [] },
        )
      : undefined,
  );
  protected readonly rows = computed(() => inState(this.#all() ?? [], this.state()));
  protected readonly isEmpty = computed(() => this.#all()?.length === 0);
  protected readonly held = computed(
    () => (this.#all() ?? []).filter(({ lock }) => lock?.state === 'held').length,
  );

  constructor() {
    const isCollecting = (change: Change) =>
      this.collections.hasValue() &&
      this.collections.value().jobs.some(({ jobId }) => jobId === change.jobId);
    reloadOnChange([this.locks], isCollecting);
    reloadOnChange([this.collections], isCollecting, COLLECTIONS_AT_MOST_EVERY_MS);
    reloadEvery(LOCKS_EVERY_MS, [this.locks]);
  }

  protected show(state: string): void {
    void this.#router.navigate([], {
      queryParams: { state: state === '' ? null : state },
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }
}
