import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  linkedSignal,
  resource,
} from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import type { AlertRuleView } from '../../../shared/contracts/http/alert-rule-view.ts';
import { listAlertRules } from '../../../shared/contracts/http/operation-paths.ts';
import { Api } from '../../api/api.ts';
import { readPages } from '../../api/read-pages.ts';
import { Session } from '../../api/session.ts';
import { Chip } from '../../kit/chips/chip.ts';
import { Icon } from '../../kit/icon/icon.ts';
import { CONDITIONS, SEVERITIES } from '../../kit/incidents/incident-words.ts';
import { Commands } from '../../kit/page/commands.ts';
import { PageHeader } from '../../kit/page/page-header.ts';
import { EmptyState } from '../../kit/states/empty-state.ts';
import { LoadState } from '../../kit/states/load-state.ts';
import { StreamSelect } from '../../kit/stream-select/stream-select.ts';
import { Instant } from '../../kit/time/instant.ts';
import { Now } from '../../kit/time/now.ts';
import { AlertTabs } from '../alert-tabs.ts';
import { channelWords } from '../channel-words.ts';
import { isMuted } from '../mute/mute-state.ts';

/** Whom to tell of what: the rules of the value streams that the caller may see. */
@Component({
  selector: 'ek-rule-list',
  imports: [AlertTabs, Chip, EmptyState, Icon, Instant, LoadState, PageHeader, RouterLink, StreamSelect],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './rule-list.html',
  styleUrl: './rule-list.css',
})
export class RuleList {
  readonly #api = inject(Api);
  readonly #router = inject(Router);
  readonly #now = inject(Now);
  protected readonly session = inject(Session);

  readonly valueStream = input<string>();

  readonly #pages = linkedSignal({ source: () => this.valueStream(), computation: () => 1 });

  protected readonly list = resource({
    params: () => ({ valueStream: this.valueStream(), pages: this.#pages() }),
    loader: ({ params: { valueStream, pages }, abortSignal }) =>
      readPages<AlertRuleView>(this.#api, listAlertRules, { pages, query: { valueStream }, abortSignal }),
  });

  protected readonly rows = computed(() => {
    if (!this.list.hasValue()) return undefined;
    return this.list.value().items.map((rule) => ({
      ...rule,
      looks: rule.conditions.map(({ type }) => CONDITIONS[type]),
      tells: rule.channels.map(channelWords),
      look: SEVERITIES[rule.severity],
      isMuted: isMuted(rule.mute, this.#now.ms()),
    }));
  });
  protected readonly hasMore = computed(
    () => this.list.hasValue() && this.list.value().nextCursor !== undefined,
  );

  constructor() {
    inject(Commands).offer(() => [
      {
        ...{ id: 'rules:new', label: 'New alert rule', group: 'Alerts', icon: 'plus' },
        run: async () => {
          await this.#router.navigateByUrl('/alerts/rules/new');
        },
      },
    ]);
  }

  protected showStream(valueStream: string | undefined): void {
    void this.#router.navigate([], {
      queryParams: { valueStream: valueStream ?? null },
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }

  protected more(): void {
    this.#pages.update((pages) => pages + 1);
  }
}
