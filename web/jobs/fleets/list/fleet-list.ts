import { ChangeDetectionStrategy, Component, computed, inject, input, resource, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import type { FleetSummaryView } from '../../../../shared/contracts/http/fleet-view.ts';
import { listFleets } from '../../../../shared/contracts/http/operation-paths.ts';
import { Api } from '../../../api/api.ts';
import { readPages } from '../../../api/read-pages.ts';
import { reloadEvery } from '../../../api/reload-every.ts';
import { Session } from '../../../api/session.ts';
import { Chip } from '../../../kit/chips/chip.ts';
import { Icon } from '../../../kit/icon/icon.ts';
import { Address } from '../../../kit/page/address.ts';
import { Commands } from '../../../kit/page/commands.ts';
import { PageHeader } from '../../../kit/page/page-header.ts';
import { lastValue } from '../../../kit/resources/last-value.ts';
import { EmptyState } from '../../../kit/states/empty-state.ts';
import { LoadState } from '../../../kit/states/load-state.ts';
import { StreamSelect } from '../../../kit/stream-select/stream-select.ts';
import { Instant } from '../../../kit/time/instant.ts';
import { changeOf, countText, standingOf, tallyOf } from '../fleet-words.ts';

/** The live stream tells of jobs, not of fleets. */
const RELOAD_MS = 5000;
const PAGE = 50;

/** The fleets with how far their jobs are what they want. */
@Component({
  selector: 'ek-fleet-list',
  imports: [Chip, EmptyState, Icon, Instant, LoadState, PageHeader, RouterLink, StreamSelect],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './fleet-list.html',
  styleUrl: './fleet-list.css',
})
export class FleetList {
  readonly #api = inject(Api);
  readonly #address = inject(Address);
  readonly #router = inject(Router);
  readonly #session = inject(Session);

  readonly valueStream = input<string>();

  protected readonly pages = signal(1);
  protected readonly read = resource({
    params: () => ({ valueStream: this.valueStream(), pages: this.pages() }),
    loader: ({ params: { valueStream, pages }, abortSignal }) =>
      readPages<FleetSummaryView>(this.#api, listFleets, {
        ...{ query: { valueStream, limit: PAGE }, pages, abortSignal },
      }),
  });
  readonly #known = lastValue(this.read, () => this.valueStream());
  protected readonly mayMake = computed(() => this.#session.may('operator'));
  protected readonly hasMore = computed(() => this.#known()?.nextCursor !== undefined);
  protected readonly rows = computed(() =>
    this.#known()?.items.map((fleet) => {
      const { models, inStep, behind } = tallyOf(fleet);
      return {
        ...{ fleet, look: standingOf(fleet), change: changeOf(fleet), behind },
        models: models === undefined ? '–' : countText(models),
        inStep: inStep === undefined ? '–' : countText(inStep),
        behindText: countText(behind),
      };
    }),
  );

  constructor() {
    reloadEvery(RELOAD_MS, [this.read]);
    inject(Commands).offer(() => [
      {
        ...{ id: 'new-fleet', label: 'Make a fleet', group: 'Fleets', icon: 'plus' },
        run: async () => this.#go('/fleets/new'),
      },
      {
        ...{ id: 'templates', label: 'Templates of value streams', group: 'Fleets', icon: 'file-text' },
        run: async () => this.#go('/templates'),
      },
      ...(this.#known()?.items ?? []).map(({ fleetId }) => ({
        ...{ id: `fleet:${fleetId}`, label: fleetId, group: 'Fleets', icon: 'grid' as const },
        run: async () => this.#go(`/fleets/${fleetId}`),
      })),
    ]);
  }

  protected choose(valueStream: string | undefined): void {
    this.pages.set(1);
    void this.#address.set({ valueStream });
  }

  async #go(url: string): Promise<void> {
    await this.#router.navigateByUrl(url);
  }
}
