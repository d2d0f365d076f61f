import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  linkedSignal,
  resource,
} from '@angular/core';
import { Router } from '@angular/router';
import type { AlertRuleView } from '../../../shared/contracts/http/alert-rule-view.ts';
import type { AlertView } from '../../../shared/contracts/http/alert-view.ts';
import { listAlertRules, listAlerts } from '../../../shared/contracts/http/operation-paths.ts';
import { Api } from '../../api/api.ts';
import type { Page } from '../../api/api-call.ts';
import { readPages } from '../../api/read-pages.ts';
import { reloadEvery } from '../../api/reload-every.ts';
import { Icon } from '../../kit/icon/icon.ts';
import { Commands } from '../../kit/page/commands.ts';
import { PageHeader } from '../../kit/page/page-header.ts';
import { lastValue } from '../../kit/resources/last-value.ts';
import { EmptyState } from '../../kit/states/empty-state.ts';
import { LoadState } from '../../kit/states/load-state.ts';
import { StreamSelect } from '../../kit/stream-select/stream-select.ts';
import { AlertTabs } from '../alert-tabs.ts';
import { incidentFilter, incidentQuery, isNarrowed, STATE_CHOICES } from './incident-filter.ts';
import { IncidentRow } from './incident-row.ts';

/** Alerts are raised some seconds after their cause, which the live stream does not tell of. */
const RELOAD_MS = 10_000;

/** What there is, and was, to tell of: what is not over first asked for. */
@Component({
  selector: 'ek-incident-list',
  imports: [AlertTabs, EmptyState, Icon, IncidentRow, LoadState, PageHeader, StreamSelect],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './incident-list.html',
  styleUrl: './incident-list.css',
})
export class IncidentList {
  readonly #api = inject(Api);
  readonly #router = inject(Router);

  readonly state = input<string>();
  readonly ruleId = input<string>();
  readonly valueStream = input<string>();

  protected readonly choices = STATE_CHOICES;
  protected readonly filter = computed(() =>
    incidentFilter({ state: this.state(), ruleId: this.ruleId(), valueStream: this.valueStream() }),
  );
  protected readonly isNarrowed = computed(() => isNarrowed(this.filter()));

  /** How many pages are shown; one again when something else is asked for. */
  readonly #pages = linkedSignal({ source: () => this.filter(), computation: () => 1 });

  protected readonly list = resource({
    params: () => ({ filter: this.filter(), pages: this.#pages() }),
    loader: ({ params: { filter, pages }, abortSignal }) =>
      readPages<AlertView>(this.#api, listAlerts, { pages, query: incidentQuery(filter), abortSignal }),
  });

  /** What was shown before stays in sight, dimmed, until the answer to another question has come. */
  protected readonly shown = lastValue(this.list);
  protected readonly isStale = computed(() => !this.list.hasValue());

  readonly #rules = resource({
    loader: ({ abortSignal }) =>
      this.#api.read<Page<AlertRuleView>>(listAlertRules, { query: { limit: 200 }, abortSignal }),
  });
  protected readonly ruleIds = computed(() => {
    const known = this.#rules.hasValue() ? this.#rules.value().items.map(({ ruleId }) => ruleId) : [];
    const chosen = this.filter().ruleId;
    return [...new Set(['recipients', ...known, ...(chosen === undefined ? [] : [chosen])])];
  });

  constructor() {
    reloadEvery(RELOAD_MS, [this.list]);
    inject(Commands).offer(() => [
      {
        ...{ id: 'alerts:rules', label: 'Alert rules', group: 'Alerts', icon: 'sliders' },
        run: async () => {
          await this.#router.navigateByUrl('/alerts/rules');
        },
      },
    ]);
  }

  protected show(queryParams: { state?: string; ruleId?: string; valueStream?: string | undefined }): void {
    const cleaned = Object.fromEntries(
      Object.entries(queryParams).map(([name, value]) => [
        name,
        value === '' || value === 'to-see-to' || value === undefined ? null : value,
      ]),
    );
    void this.#router.navigate([], {
      queryParams: cleaned,
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }

  protected showAll(): void {
    void this.#router.navigate([], { queryParams: {}, replaceUrl: true });
  }

  protected more(): void {
    this.#pages.update((pages) => pages + 1);
  }
}
