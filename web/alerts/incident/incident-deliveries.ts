import { ChangeDetectionStrategy, Component, computed, inject, input, type ResourceRef } from '@angular/core';
import type { AlertDeliveryView, AlertDetailView } from '../../../shared/contracts/http/alert-view.ts';
import { retryDelivery } from '../../../shared/contracts/http/operation-paths.ts';
import { Api } from '../../api/api.ts';
import type { Page } from '../../api/api-call.ts';
import { Chip } from '../../kit/chips/chip.ts';
import { Perform } from '../../kit/feedback/perform.ts';
import { Icon } from '../../kit/icon/icon.ts';
import { LoadState } from '../../kit/states/load-state.ts';
import { Instant } from '../../kit/time/instant.ts';
import { channelWords } from '../channel-words.ts';
import { DELIVERY_LOOKS, DELIVERY_MEANINGS, NOTICES } from './delivery-words.ts';

/** What was told of an incident to whom; what was given up can be delivered again. */
@Component({
  selector: 'ek-incident-deliveries',
  imports: [Chip, Icon, Instant, LoadState],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './incident-deliveries.html',
  styleUrl: './incident-deliveries.css',
})
export class IncidentDeliveries {
  readonly #api = inject(Api);
  readonly #perform = inject(Perform);

  readonly incident = input.required<AlertDetailView>();
  readonly deliveries = input.required<ResourceRef<Page<AlertDeliveryView> | undefined>>();
  /** Why the caller may not have anything delivered again. */
  readonly refusal = input<string>();

  protected readonly rows = computed(() => {
    const deliveries = this.deliveries();
    const page = deliveries.hasValue() ? deliveries.value() : undefined;
    return page?.items.map((delivery) => ({
      ...delivery,
      look: DELIVERY_LOOKS[delivery.state],
      meaning: DELIVERY_MEANINGS[delivery.state],
      what: NOTICES[delivery.notice],
      whom: channelWords(delivery.channel),
    }));
  });

  protected async deliverAgain({ deliveryId }: AlertDeliveryView): Promise<void> {
    const { incidentId } = this.incident();
    await this.#perform.run(
      () =>
        this.#api.read<AlertDeliveryView>(retryDelivery, {
          path: { incidentId, deliveryId },
          body: { reason: 'Delivered again from the page.' },
        }),
      { done: 'It is tried again, for another day.' },
    );
    this.deliveries().reload();
  }
}
