import { ChangeDetectionStrategy, Component, computed, inject, input, resource, signal } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { Router, RouterLink } from '@angular/router';
import type { ChannelTestView } from '../../../shared/contracts/http/alert-rules.ts';
import type { AlertRuleView } from '../../../shared/contracts/http/alert-rule-view.ts';
import type { AlertView } from '../../../shared/contracts/http/alert-view.ts';
import { listAlerts, readAlertRule } from '../../../shared/contracts/http/operation-paths.ts';
import { Api } from '../../api/api.ts';
import type { Page } from '../../api/api-call.ts';
import { Session } from '../../api/session.ts';
import { Chip } from '../../kit/chips/chip.ts';
import { Icon } from '../../kit/icon/icon.ts';
import {
  CONDITIONS,
  INCIDENT_STATES,
  incidentTitle,
  SEVERITIES,
} from '../../kit/incidents/incident-words.ts';
import { PageHeader } from '../../kit/page/page-header.ts';
import { EmptyState } from '../../kit/states/empty-state.ts';
import { LoadState } from '../../kit/states/load-state.ts';
import { formatDuration } from '../../kit/time/format-instant.ts';
import { Instant } from '../../kit/time/instant.ts';
import { Now } from '../../kit/time/now.ts';
import { channelWords } from '../channel-words.ts';
import { isMuted } from '../mute/mute-state.ts';
import { ChangeRule } from './change-rule.ts';
import { conditionInWords, GROUPINGS, quietInWords, scopeInWords } from './rule-words.ts';

/** Incidents of a rule that are shown with it. */
const SHOWN = 6;

/** One rule: what it looks for, whom it tells and what came of it. */
@Component({
  selector: 'ek-rule-detail',
  imports: [Chip, EmptyState, Icon, Instant, LoadState, PageHeader, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './rule-detail.html',
  styleUrl: './rule-detail.css',
})
export class RuleDetail {
  readonly #api = inject(Api);
  readonly #router = inject(Router);
  readonly #session = inject(Session);
  readonly #now = inject(Now);
  readonly #change = inject(ChangeRule);
  readonly #title = inject(Title);

  readonly ruleId = input.required<string>();

  /** Undefined until a test has been asked for. */
  protected readonly tests = signal<readonly ChannelTestView[] | undefined>(undefined);
  protected readonly isTesting = signal(false);
  protected readonly crumbs = [
    { label: 'Alerts', link: '/alerts' },
    { label: 'Rules', link: '/alerts/rules' },
  ];

  protected readonly rule = resource({
    params: () => this.ruleId(),
    loader: async ({ params: ruleId, abortSignal }) => {
      this.#title.setTitle(`${ruleId} · Evenkeel`);
      const { body, etag } = await this.#api.call<AlertRuleView>(readAlertRule, {
        path: { ruleId },
        abortSignal,
      });
      return { rule: body, etag };
    },
  });

  protected readonly incidents = resource({
    params: () => this.ruleId(),
    loader: ({ params: ruleId, abortSignal }) =>
      this.#api.read<Page<AlertView>>(listAlerts, { query: { ruleId, limit: SHOWN }, abortSignal }),
  });

  protected readonly incidentRows = computed(() =>
    this.incidents.hasValue()
      ? this.incidents.value().items.map((incident) => ({
          ...incident,
          title: incidentTitle(incident),
          look: INCIDENT_STATES[incident.state],
        }))
      : undefined,
  );

  protected readonly looks = computed(() => {
    const read = this.rule.hasValue() ? this.rule.value() : undefined;
    if (read?.rule === undefined || read.rule === null) return undefined;
    const { rule, etag } = read;
    return {
      ...{ rule, etag, severity: SEVERITIES[rule.severity] },
      conditions: rule.conditions.map((condition) => ({
        ...CONDITIONS[condition.type],
        text: conditionInWords(condition),
      })),
      channels: rule.channels.map((channel, index) => ({
        ...channelWords(channel),
        test: this.tests()?.[index],
      })),
      scope: scopeInWords(rule.scope),
      grouping: GROUPINGS.find(({ value }) => value === rule.groupBy)?.hint ?? '',
      quiet: quietInWords(rule.quietSeconds),
      remind: rule.remindSeconds === undefined ? undefined : formatDuration(rule.remindSeconds * 1000),
      isMuted: isMuted(rule.mute, this.#now.ms()),
      refusal: this.#session.may('operator', rule.valueStream)
        ? undefined
        : `Only operators of ${rule.valueStream} may do this.`,
    };
  });

  protected async test({ ruleId }: AlertRuleView): Promise<void> {
    this.isTesting.set(true);
    this.tests.set(await this.#change.test(ruleId));
    this.isTesting.set(false);
  }

  protected async mute(rule: AlertRuleView): Promise<void> {
    const isMuted = await this.#change.mute(rule.ruleId, () => {
      this.rule.reload();
    });
    if (isMuted) this.rule.reload();
  }

  protected async unmute(rule: AlertRuleView): Promise<void> {
    if (await this.#change.unmute(rule.ruleId)) this.rule.reload();
  }

  protected async enable(rule: AlertRuleView, etag: string | undefined): Promise<void> {
    await this.#change.enable(rule, etag, () => {
      this.rule.reload();
    });
    this.rule.reload();
  }

  protected async remove(rule: AlertRuleView, etag: string | undefined): Promise<void> {
    const router = this.#router;
    const deleted = await this.#change.remove(rule, etag, () => {
      void router.navigate(['/alerts/rules', rule.ruleId]);
    });
    if (deleted) await router.navigateByUrl('/alerts/rules');
  }
}
