import { ChangeDetectionStrategy, Component, computed, inject, input, resource } from '@angular/core';
import { RouterLink } from '@angular/router';
import { listRunEdgeOrders } from '../../../shared/contracts/http/operation-paths.ts';
import type { OrderDetailView } from '../../../shared/kinds/edge/contracts/edge-orders.ts';
import { Api } from '../../api/api.ts';
import { reloadEvery } from '../../api/reload-every.ts';
import { Chip } from '../../kit/chips/chip.ts';
import { EdgeShares } from '../../kit/edge-work/edge-shares.ts';
import { orderRow } from '../../kit/edge-work/order-rows.ts';
import { Portion } from '../../kit/edge-work/portion.ts';
import { EmptyState } from '../../kit/states/empty-state.ts';
import { LoadState } from '../../kit/states/load-state.ts';

const RELOAD_MS = 5000;

/** How far the edge work of a run is, and which edges do it. */
@Component({
  selector: 'ek-run-edge-work',
  imports: [Chip, EdgeShares, EmptyState, LoadState, Portion, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './run-edge-work.html',
  styleUrl: './run-edge-work.css',
})
export class RunEdgeWork {
  readonly #api = inject(Api);

  readonly runId = input.required<string>();

  protected readonly orders = resource({
    params: () => this.runId(),
    loader: ({ params: runId, abortSignal }) =>
      this.#api.read<{ readonly items: readonly OrderDetailView[] }>(listRunEdgeOrders, {
        path: { runId },
        abortSignal,
      }),
  });

  protected readonly rows = computed(() =>
    this.orders.hasValue()
      ? this.orders.value().items.map((order) => ({ ...orderRow(order), order }))
      : undefined,
  );

  constructor() {
    reloadEvery(RELOAD_MS, [this.orders]);
  }
}
