import { ChangeDetectionStrategy, Component, computed, effect, inject, input, resource } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { RouterLink } from '@angular/router';
import type { FleetView } from '../../../../shared/contracts/http/fleet-view.ts';
import { readFleet } from '../../../../shared/contracts/http/operation-paths.ts';
import { Api } from '../../../api/api.ts';
import { CallFailed } from '../../../api/problem.ts';
import { reloadEvery } from '../../../api/reload-every.ts';
import { Chip } from '../../../kit/chips/chip.ts';
import { Address } from '../../../kit/page/address.ts';
import { PageHeader } from '../../../kit/page/page-header.ts';
import { lastValue } from '../../../kit/resources/last-value.ts';
import { EmptyState } from '../../../kit/states/empty-state.ts';
import { LoadState } from '../../../kit/states/load-state.ts';
import { selectorWords, standingOf } from '../fleet-words.ts';
import { FleetActions } from './fleet-actions.ts';
import { FleetDefinition } from './fleet-definition.ts';
import { FleetJobs } from './fleet-jobs.ts';
import { FleetOverrides } from './fleet-overrides.ts';
import { FleetProgress } from './fleet-progress.ts';

/** The live stream tells of jobs, not of fleets; a change of many jobs is followed as it goes. */
const RELOAD_MS = 3000;

const TABS = [
  { value: 'jobs', label: 'Models' },
  { value: 'overrides', label: 'Overrides' },
  { value: 'definition', label: 'Definition' },
] as const;

/** One fleet: which models it selects, their jobs, and how far they are what it wants. */
@Component({
  selector: 'ek-fleet-detail',
  imports: [
    ...[Chip, EmptyState, FleetActions, FleetDefinition, FleetJobs, FleetOverrides, FleetProgress],
    ...[LoadState, PageHeader, RouterLink],
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './fleet-detail.html',
  styles: `
    .about {
      display: grid;
      gap: 6px;
    }
    ek-fleet-progress:not(:empty) {
      display: block;
      margin-bottom: 16px;
    }
  `,
})
export class FleetDetail {
  readonly #api = inject(Api);
  readonly #address = inject(Address);

  readonly fleetId = input.required<string>();
  readonly tab = input<string>();
  readonly text = input<string>();
  readonly status = input<string>();

  protected readonly crumbs = [{ label: 'Fleets', link: '/fleets' }];
  protected readonly tabs = TABS;
  protected readonly shownTab = computed(
    () => TABS.find(({ value }) => value === this.tab())?.value ?? 'jobs',
  );

  protected readonly read = resource({
    params: () => this.fleetId(),
    loader: async ({ params: fleetId, abortSignal }) => {
      const { body, etag = '' } = await this.#api.call<FleetView>(readFleet, {
        ...{ path: { fleetId }, abortSignal },
      });
      if (body === null) throw new Error('The server answered without the fleet.');
      return { fleet: body, etag };
    },
  });
  readonly #last = lastValue(this.read, () => this.fleetId());
  /** A fleet that has been deleted is gone with its last job. */
  protected readonly isGone = computed(() => {
    const error = this.read.error();
    const cause = error?.cause ?? error;
    return cause instanceof CallFailed && cause.status === 404;
  });
  protected readonly known = computed(() => (this.isGone() ? undefined : this.#last()));
  protected readonly look = computed(() => {
    const known = this.known();
    if (known === undefined) return undefined;
    return { ...standingOf(known.fleet), selects: selectorWords(known.fleet.selector).join(', ') };
  });
  protected readonly overrideCount = computed(() => Object.keys(this.known()?.fleet.overrides ?? {}).length);

  constructor() {
    // One that is gone is not asked for again and again.
    const reload = (): boolean => !this.isGone() && this.read.reload();
    reloadEvery(RELOAD_MS, [{ reload, isLoading: this.read.isLoading }]);
    const title = inject(Title);
    effect(() => {
      title.setTitle(`${this.fleetId()} · Evenkeel`);
    });
  }

  protected show(tab: string): void {
    void this.#address.set({ tab: tab === 'jobs' ? undefined : tab }, { isStep: true });
  }
}
