import { ChangeDetectionStrategy, Component, computed, inject, input, resource } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { listEdgeSites, readEdgeStatistics } from '../../../shared/contracts/http/operation-paths.ts';
import type { EdgeStatisticsView, SiteView } from '../../../shared/kinds/edge/contracts/edge-sites.ts';
import { Api } from '../../api/api.ts';
import type { Page } from '../../api/api-call.ts';
import { reloadEvery } from '../../api/reload-every.ts';
import { Chip } from '../../kit/chips/chip.ts';
import { Address } from '../../kit/page/address.ts';
import { Commands, type Command } from '../../kit/page/commands.ts';
import { PageHeader } from '../../kit/page/page-header.ts';
import { EmptyState } from '../../kit/states/empty-state.ts';
import { LoadState } from '../../kit/states/load-state.ts';
import { titleOf } from '../../kit/edge-work/edge-words.ts';
import { tilesOf } from '../figure-tiles.ts';
import { EdgeTiles } from '../tiles.ts';
import { siteRows } from './site-rows.ts';

/** The live stream tells nothing of edges. */
const RELOAD_MS = 5000;
/** So many sites are found faster by eye. */
const SEARCHED_FROM = 8;

/** The sites with their edges, what is to be spent there, and how fast it is. */
@Component({
  selector: 'ek-site-list',
  imports: [Chip, EdgeTiles, EmptyState, LoadState, PageHeader, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './site-list.html',
  styleUrl: './site-list.css',
})
export class SiteList {
  readonly #api = inject(Api);
  readonly #address = inject(Address);
  readonly #router = inject(Router);

  readonly text = input<string>();

  protected readonly statistics = resource({
    loader: ({ abortSignal }) => this.#api.read<EdgeStatisticsView>(readEdgeStatistics, { abortSignal }),
  });

  protected readonly sites = resource({
    loader: ({ abortSignal }) => this.#api.read<Page<SiteView>>(listEdgeSites, { abortSignal }),
  });

  protected readonly tiles = computed(() =>
    this.statistics.hasValue() ? tilesOf(this.statistics.value()) : [],
  );
  readonly #known = computed(() => (this.sites.hasValue() ? this.sites.value().items : []));
  protected readonly isSearched = computed(
    () => this.#known().length >= SEARCHED_FROM || this.text() !== undefined,
  );
  protected readonly rows = computed(() => siteRows(this.#known(), this.text() ?? ''));

  constructor() {
    reloadEvery(RELOAD_MS, [this.statistics, this.sites]);
    inject(Commands).offer(() => this.#known().map((site) => this.#command(site)));
  }

  protected find(text: string): void {
    void this.#address.set({ text });
  }

  #command(view: SiteView): Command {
    return {
      ...{ id: `edges:${view.site}`, label: titleOf(view), group: 'Sites', icon: 'zap', keywords: view.site },
      run: async () => {
        await this.#router.navigate(['/edges', view.site]);
      },
    };
  }
}
