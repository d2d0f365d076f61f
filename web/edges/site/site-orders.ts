import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  linkedSignal,
  resource,
} from '@angular/core';
import { RouterLink } from '@angular/router';
import { listEdgeOrders } from '../../../shared/contracts/http/operation-paths.ts';
import type { OrderView } from '../../../shared/kinds/edge/contracts/edge-orders.ts';
import { Api } from '../../api/api.ts';
import { readPages } from '../../api/read-pages.ts';
import { reloadEvery } from '../../api/reload-every.ts';
import { Chip } from '../../kit/chips/chip.ts';
import { Address } from '../../kit/page/address.ts';
import { lastValue } from '../../kit/resources/last-value.ts';
import { EmptyState } from '../../kit/states/empty-state.ts';
import { LoadState } from '../../kit/states/load-state.ts';
import { Instant } from '../../kit/time/instant.ts';
import { Portion } from '../../kit/edge-work/portion.ts';
import { ORDER_CHOICES, orderRow } from '../../kit/edge-work/order-rows.ts';

const RELOAD_MS = 5000;

/** The orders of a site, the latest first: how much of each is spent. */
@Component({
  selector: 'ek-site-orders',
  imports: [Chip, EmptyState, Instant, LoadState, Portion, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './site-orders.html',
  styleUrl: './site-tables.css',
})
export class SiteOrders {
  readonly #api = inject(Api);
  readonly #address = inject(Address);

  readonly site = input.required<string>();
  readonly state = input<string>();

  protected readonly choices = ORDER_CHOICES;
  protected readonly chosen = computed(
    () => ORDER_CHOICES.find(({ value }) => value === this.state())?.value ?? '',
  );
  readonly #asked = computed(() => ({ site: this.site(), state: this.chosen() }));
  readonly #pages = linkedSignal({ source: () => this.#asked(), computation: () => 1 });

  protected readonly orders = resource({
    params: () => ({ ...this.#asked(), pages: this.#pages() }),
    loader: ({ params: { site, state, pages }, abortSignal }) =>
      readPages<OrderView>(this.#api, listEdgeOrders, {
        pages,
        path: { site },
        query: { state },
        abortSignal,
      }),
  });

  readonly #page = lastValue(this.orders, () => this.site());
  protected readonly shown = computed(() => {
    const page = this.#page();
    return page === undefined
      ? undefined
      : { rows: page.items.map((order) => orderRow(order)), hasMore: page.nextCursor !== undefined };
  });

  constructor() {
    reloadEvery(RELOAD_MS, [this.orders]);
  }

  protected show(state: string): void {
    void this.#address.set({ state });
  }

  protected more(): void {
    this.#pages.update((pages) => pages + 1);
  }
}
