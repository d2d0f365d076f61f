import { ChangeDetectionStrategy, Component, computed, inject, input, resource } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { readEdgeSite } from '../../../shared/contracts/http/operation-paths.ts';
import type { SiteView } from '../../../shared/kinds/edge/contracts/edge-sites.ts';
import { Api } from '../../api/api.ts';
import { reloadEvery } from '../../api/reload-every.ts';
import { Session } from '../../api/session.ts';
import { Chip } from '../../kit/chips/chip.ts';
import { Address } from '../../kit/page/address.ts';
import { Commands } from '../../kit/page/commands.ts';
import { PageHeader } from '../../kit/page/page-header.ts';
import { LoadState } from '../../kit/states/load-state.ts';
import { PAUSED, titleOf } from '../../kit/edge-work/edge-words.ts';
import { tilesOf } from '../figure-tiles.ts';
import { EdgeTiles } from '../tiles.ts';
import { SiteEdges } from './site-edges.ts';
import { SiteOrders } from './site-orders.ts';

const RELOAD_MS = 5000;

/** One site: its figures, its edges, and what is to be spent there. */
@Component({
  selector: 'ek-site-detail',
  imports: [Chip, EdgeTiles, LoadState, PageHeader, SiteEdges, SiteOrders],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './site-detail.html',
})
export class SiteDetail {
  readonly #api = inject(Api);
  readonly #address = inject(Address);
  readonly #session = inject(Session);
  readonly #title = inject(Title);

  readonly site = input.required<string>();
  readonly tab = input<string>();
  readonly standing = input<string>();
  readonly state = input<string>();

  protected readonly crumbs = [{ label: 'Edges', link: '/edges' }];
  protected readonly paused = PAUSED;
  protected readonly tabs = [
    { value: 'edges', label: 'Edges' },
    { value: 'orders', label: 'Orders' },
  ] as const;
  protected readonly open = computed(() => (this.tab() === 'orders' ? 'orders' : 'edges'));

  protected readonly about = resource({
    params: () => this.site(),
    loader: ({ params: site, abortSignal }) => {
      this.#title.setTitle(`${site} · Evenkeel`);
      return this.#api.read<SiteView>(readEdgeSite, { path: { site }, abortSignal });
    },
  });

  protected readonly look = computed(() => {
    if (!this.about.hasValue()) return undefined;
    const view = this.about.value();
    const { valueStream, isPaused } = view.settings;
    return {
      ...{ title: titleOf(view), tiles: tilesOf(view), isPaused, valueStream },
      refusal: this.#session.may('operator', valueStream)
        ? undefined
        : `Only operators of ${valueStream} may drain and retire edges.`,
    };
  });

  constructor() {
    reloadEvery(RELOAD_MS, [this.about]);
    inject(Commands).offer(() =>
      this.tabs.map(({ value, label }) => ({
        ...{ id: `site:${value}`, label, group: 'This site', icon: 'zap' },
        run: () => this.show(value),
      })),
    );
  }

  protected async show(tab: string): Promise<void> {
    await this.#address.set({ tab: tab === 'edges' ? undefined : tab });
  }
}
