import { ChangeDetectionStrategy, Component, computed, inject, input, resource } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { RouterLink } from '@angular/router';
import {
  readEdgeOrder,
  readEdgeSite,
  withdrawEdgeOrder,
} from '../../../shared/contracts/http/operation-paths.ts';
import type { OrderDetailView } from '../../../shared/kinds/edge/contracts/edge-orders.ts';
import type { SiteView } from '../../../shared/kinds/edge/contracts/edge-sites.ts';
import { Api } from '../../api/api.ts';
import { reloadEvery } from '../../api/reload-every.ts';
import { Session } from '../../api/session.ts';
import { Chip } from '../../kit/chips/chip.ts';
import { Confirm } from '../../kit/feedback/confirm.ts';
import { Perform } from '../../kit/feedback/perform.ts';
import { Icon } from '../../kit/icon/icon.ts';
import { Commands, type Command } from '../../kit/page/commands.ts';
import { PageHeader } from '../../kit/page/page-header.ts';
import { LoadState } from '../../kit/states/load-state.ts';
import { Instant } from '../../kit/time/instant.ts';
import { EdgeShares } from '../../kit/edge-work/edge-shares.ts';
import { titleOf } from '../../kit/edge-work/edge-words.ts';
import { Portion } from '../../kit/edge-work/portion.ts';
import { orderRow } from '../../kit/edge-work/order-rows.ts';

const RELOAD_MS = 5000;

/** One order: how much of it is spent, by which edges, and when. */
@Component({
  selector: 'ek-order-detail',
  imports: [Chip, EdgeShares, Icon, Instant, LoadState, PageHeader, Portion, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './order-detail.html',
  styleUrl: './order-detail.css',
})
export class OrderDetail {
  readonly #api = inject(Api);
  readonly #confirm = inject(Confirm);
  readonly #perform = inject(Perform);
  readonly #session = inject(Session);
  readonly #title = inject(Title);

  readonly site = input.required<string>();
  readonly orderId = input.required<string>();

  protected readonly order = resource({
    params: () => ({ site: this.site(), orderId: this.orderId() }),
    loader: ({ params: path, abortSignal }) => {
      this.#title.setTitle(`${path.orderId} · Evenkeel`);
      return this.#api.read<OrderDetailView>(readEdgeOrder, { path, abortSignal });
    },
  });

  readonly #about = resource({
    params: () => this.site(),
    loader: ({ params: site, abortSignal }) =>
      this.#api.read<SiteView>(readEdgeSite, { path: { site }, abortSignal }),
  });
  readonly #view = computed(() => (this.#about.hasValue() ? this.#about.value() : undefined));

  protected readonly crumbs = computed(() => {
    const [site, view] = [this.site(), this.#view()];
    return [
      { label: 'Edges', link: '/edges' },
      { label: view === undefined ? site : titleOf(view), link: `/edges/${site}` },
    ];
  });

  protected readonly look = computed(() => {
    if (!this.order.hasValue()) return undefined;
    const order = this.order.value();
    return { ...orderRow(order), order };
  });

  /** Why it cannot be withdrawn. */
  protected readonly refusal = computed(() => {
    const state = this.look()?.order.state;
    if (state === 'spent' || state === 'withdrawn') return 'It is over.';
    if (this.look()?.order.wanted === 'withdrawn') return 'It is being withdrawn.';
    return this.#session.may('operator', this.#view()?.settings.valueStream)
      ? undefined
      : 'Only operators of the site may withdraw orders.';
  });

  constructor() {
    reloadEvery(RELOAD_MS, [this.order]);
    inject(Commands).offer(() => this.#commands());
  }

  protected async withdraw(): Promise<void> {
    const { site, orderId } = { site: this.site(), orderId: this.orderId() };
    const answer = await this.#confirm.ask({
      title: `Withdraw ${orderId}?`,
      consequences: [
        'No more of it is spent: edges that work on it drop it at their next report.',
        'What has been spent stays in the books. A withdrawn order cannot be taken up again.',
      ],
      confirm: 'Withdraw the order',
      isDangerous: true,
    });
    if (answer === undefined) return;
    await this.#perform.run(() => this.#api.call(withdrawEdgeOrder, { path: { site, orderId } }), {
      done: `${orderId} is withdrawn`,
    });
    this.order.reload();
  }

  #commands(): readonly Command[] {
    if (this.look() === undefined || this.refusal() !== undefined) return [];
    return [
      {
        ...{ id: 'order:withdraw', label: 'Withdraw the order', group: 'This order', icon: 'ban' },
        run: () => this.withdraw(),
      },
    ];
  }
}
