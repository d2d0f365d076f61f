import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import type { OrderDetailView } from '../../../shared/kinds/edge/contracts/edge-orders.ts';
import { EmptyState } from '../states/empty-state.ts';
import { Instant } from '../time/instant.ts';
import { Now } from '../time/now.ts';
import { Portion } from './portion.ts';
import { shareRows } from './share-rows.ts';

/** What each edge has spent of an order, and when. */
@Component({
  selector: 'ek-edge-shares',
  imports: [EmptyState, Instant, Portion],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './edge-shares.html',
  styleUrl: './edge-shares.css',
})
export class EdgeShares {
  readonly #now = inject(Now);

  readonly order = input.required<OrderDetailView>();

  protected readonly shares = computed(() => shareRows(this.order(), this.#now.ms()));
}
