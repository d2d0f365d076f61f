import { ChangeDetectionStrategy, Component, computed, effect, inject, input, resource } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import type { AlertView } from '../../shared/contracts/http/alert-view.ts';
import type { LoadView } from '../../shared/contracts/http/load.ts';
import { listAlerts, readLoad, readOverview } from '../../shared/contracts/http/operation-paths.ts';
import type { OverviewView } from '../../shared/contracts/http/overview-view.ts';
import { Api } from '../api/api.ts';
import type { Page } from '../api/api-call.ts';
import type { Change } from '../api/live.ts';
import { reloadEvery } from '../api/reload-every.ts';
import { reloadOnChange } from '../api/reload-on-change.ts';
import { ValueStreams } from '../api/value-streams.ts';
import { Icon } from '../kit/icon/icon.ts';
import { Commands } from '../kit/page/commands.ts';
import { PageHeader } from '../kit/page/page-header.ts';
import { lastValue } from '../kit/resources/last-value.ts';
import { LoadState } from '../kit/states/load-state.ts';
import { StreamSelect } from '../kit/stream-select/stream-select.ts';
import { viewerZone } from '../kit/time/format-instant.ts';
import { Instant } from '../kit/time/instant.ts';
import { Now } from '../kit/time/now.ts';
import { Preferences } from '../settings/preferences.ts';
import { attentionGroups, countInWords } from './attention.ts';
import { AttentionPanel } from './attention-panel.ts';
import { nextStart } from './coming-load.ts';
import { DispatchPanel } from './dispatch-panel.ts';
import { LastDay } from './last-day.ts';
import { NextHour } from './next-hour.ts';

const RELOAD_MS = 30_000;

/** The server gives the same overview out for some seconds: asking more often would show nothing newer. */
const AT_MOST_EVERY_MS = 6000;

/** Incidents that are shown. */
const INCIDENTS = 5;

/** What needs me now, how the last day went, what is coming, and whether all starts in time. */
@Component({
  selector: 'ek-overview',
  imports: [
    AttentionPanel,
    DispatchPanel,
    Icon,
    Instant,
    LastDay,
    LoadState,
    NextHour,
    PageHeader,
    RouterLink,
    StreamSelect,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './overview.html',
  styleUrl: './overview.css',
})
export class Overview {
  readonly #api = inject(Api);
  readonly #router = inject(Router);
  readonly #now = inject(Now);
  readonly #preferences = inject(Preferences);
  readonly #streams = inject(ValueStreams);

  readonly valueStream = input<string>();

  protected readonly overview = resource({
    params: () => ({ valueStream: this.valueStream() }),
    loader: ({ params: query, abortSignal }) =>
      this.#api.read<OverviewView>(readOverview, { query, abortSignal }),
  });
  protected readonly incidents = resource({
    params: () => ({ valueStream: this.valueStream() }),
    loader: ({ params: query, abortSignal }) =>
      this.#api.read<Page<AlertView>>(listAlerts, {
        query: { ...query, state: 'open', limit: INCIDENTS },
        abortSignal,
      }),
  });
  protected readonly load = resource({
    params: () => ({ valueStream: this.valueStream() }),
    loader: ({ params: query, abortSignal }) =>
      this.#api.read<LoadView>(readLoad, { query: { ...query, minutes: 60 }, abortSignal }),
  });

  /** What was shown stays in sight, dimmed, until the answer for another value stream has come. */
  protected readonly shown = lastValue(this.overview);
  protected readonly isStale = computed(() => !this.overview.hasValue());

  protected readonly groups = computed(() => {
    const overview = this.shown();
    if (overview === undefined) return [];
    const open = this.incidents.hasValue() ? this.incidents.value().items : [];
    return attentionGroups(overview.attention, open, this.valueStream()).map((group) => ({
      ...group,
      howMany: countInWords(group),
    }));
  });
  protected readonly needing = computed(() => this.groups().filter(({ count }) => count > 0));
  protected readonly timeZone = computed(() => (this.#preferences.zone() === 'utc' ? 'UTC' : viewerZone()));
  protected readonly nextStart = computed(() =>
    this.load.hasValue() ? nextStart(this.load.value(), this.#now.ms()) : undefined,
  );

  constructor() {
    const all = [this.overview, this.incidents, this.load];
    reloadEvery(RELOAD_MS, all);
    reloadOnChange([this.overview, this.incidents], matters, AT_MOST_EVERY_MS);
    effect(() => {
      if (this.overview.hasValue()) this.#streams.known(this.overview.value().valueStreams);
    });
    inject(Commands).offer(() =>
      [undefined, ...this.#streams.names()].map((stream) => ({
        ...{ id: `overview:${stream ?? ''}`, group: 'Overview', icon: 'filter' },
        label: stream === undefined ? 'Show all value streams' : `Show ${stream} only`,
        run: () => {
          this.showStream(stream);
        },
      })),
    );
  }

  protected showStream(valueStream: string | undefined): void {
    void this.#router.navigate([], {
      queryParams: { valueStream: valueStream ?? null },
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }

  protected reload(): void {
    this.overview.reload();
    this.incidents.reload();
  }
}

/** A run that begins or goes on changes nothing that needs anybody. */
function matters(change: Change): boolean {
  return (
    change.type === 'job' || ['failed', 'dead', 'succeeded', 'cancelled', 'skipped'].includes(change.state)
  );
}
