import { ChangeDetectionStrategy, Component, computed, inject, input, resource } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { Router, RouterLink } from '@angular/router';
import type { AlertDeliveryView, AlertDetailView } from '../../../shared/contracts/http/alert-view.ts';
import { listAlertDeliveries, readAlert } from '../../../shared/contracts/http/operation-paths.ts';
import { Api } from '../../api/api.ts';
import type { Page } from '../../api/api-call.ts';
import { reloadEvery } from '../../api/reload-every.ts';
import { Session } from '../../api/session.ts';
import { Chip } from '../../kit/chips/chip.ts';
import { Icon } from '../../kit/icon/icon.ts';
import { AcknowledgeIncident } from '../../kit/incidents/acknowledge-incident.ts';
import {
  CONDITIONS,
  INCIDENT_STATES,
  incidentTitle,
  SEVERITIES,
} from '../../kit/incidents/incident-words.ts';
import { Commands, type Command } from '../../kit/page/commands.ts';
import { PageHeader } from '../../kit/page/page-header.ts';
import { LoadState } from '../../kit/states/load-state.ts';
import { Instant } from '../../kit/time/instant.ts';
import { Now } from '../../kit/time/now.ts';
import { MuteIncident } from '../mute/mute-incident.ts';
import { isMuted } from '../mute/mute-state.ts';
import { IncidentDeliveries } from './incident-deliveries.ts';
import { IncidentSubjects } from './incident-subjects.ts';
import { IncidentTimeline } from './incident-timeline.ts';
import { ResolveIncident } from './resolve-incident.ts';
import { ending } from './timeline.ts';

/** Messages are sent within seconds, and nobody tells the page. */
const RELOAD_MS = 10_000;

/** One incident: what is wrong with what, who was told, who sees to it. Messages link to it. */
@Component({
  selector: 'ek-incident-detail',
  imports: [
    Chip,
    Icon,
    IncidentDeliveries,
    IncidentSubjects,
    IncidentTimeline,
    Instant,
    LoadState,
    PageHeader,
    RouterLink,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './incident-detail.html',
  styleUrl: './incident-detail.css',
})
export class IncidentDetail {
  readonly #api = inject(Api);
  readonly #session = inject(Session);
  readonly #now = inject(Now);
  readonly #acknowledge = inject(AcknowledgeIncident);
  readonly #mute = inject(MuteIncident);
  readonly #resolve = inject(ResolveIncident);
  readonly #title = inject(Title);

  readonly incidentId = input.required<string>();
  /** Which of its subjects are shown. */
  readonly subjects = input<string>();

  protected readonly incident = resource({
    params: () => this.incidentId(),
    loader: async ({ params: incidentId, abortSignal }) => {
      const incident = await this.#api.read<AlertDetailView>(readAlert, {
        path: { incidentId },
        abortSignal,
      });
      this.#title.setTitle(`${incidentTitle(incident)} · Evenkeel`);
      return incident;
    },
  });

  protected readonly deliveries = resource({
    params: () => this.incidentId(),
    loader: ({ params: incidentId, abortSignal }) =>
      this.#api.read<Page<AlertDeliveryView>>(listAlertDeliveries, {
        path: { incidentId },
        query: { limit: 200 },
        abortSignal,
      }),
  });

  /** Undefined until it has been read. */
  protected readonly looks = computed(() => {
    if (!this.incident.hasValue()) return undefined;
    const incident = this.incident.value();
    return {
      incident,
      title: incidentTitle(incident),
      condition: CONDITIONS[incident.condition],
      severity: SEVERITIES[incident.severity],
      state: INCIDENT_STATES[incident.state],
      isOver: incident.state === 'resolved',
      ending: ending(incident),
      isMuted: isMuted(incident.mute, this.#now.ms()),
      refusal: this.#session.may('operator', incident.valueStream)
        ? undefined
        : `Only operators of ${incident.valueStream} may do this.`,
    };
  });
  protected readonly heading = computed(() => this.looks()?.title ?? 'Incident');
  protected readonly crumbs = [{ label: 'Alerts', link: '/alerts' }];
  readonly #router = inject(Router);

  constructor() {
    reloadEvery(RELOAD_MS, [this.incident, this.deliveries]);
    inject(Commands).offer(() => this.#commands());
  }

  protected async acknowledge(incident: AlertDetailView): Promise<void> {
    this.#changed(await this.#acknowledge.ask(incident));
  }

  protected async mute(incident: AlertDetailView): Promise<void> {
    this.#changed(
      await this.#mute.ask(incident, () => {
        this.incident.reload();
      }),
    );
  }

  protected async unmute({ incidentId }: AlertDetailView): Promise<void> {
    if (await this.#mute.unmute(incidentId)) this.incident.reload();
  }

  protected async resolve(incident: AlertDetailView): Promise<void> {
    this.#changed(await this.#resolve.ask(incident));
  }

  protected showSubjects(subjects: string | undefined): void {
    void this.#router.navigate([], {
      queryParams: { subjects: subjects ?? null },
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }

  #changed(incident: AlertDetailView | undefined): void {
    if (incident === undefined) return;
    this.incident.set(incident);
    this.deliveries.reload();
  }

  #commands(): readonly Command[] {
    const looks = this.looks();
    if (looks === undefined || looks.isOver || looks.refusal !== undefined) return [];
    const { incident } = looks;
    const command = (id: string, label: string, run: () => Promise<void>): Command => ({
      ...{ id: `incident:${id}`, label, group: 'This incident', icon: looks.condition.icon, run },
    });
    return [
      ...(incident.state === 'open'
        ? [command('acknowledge', 'Acknowledge', () => this.acknowledge(incident))]
        : []),
      looks.isMuted
        ? command('unmute', 'Unmute', () => this.unmute(incident))
        : command('mute', 'Mute', () => this.mute(incident)),
      command('resolve', 'Resolve', () => this.resolve(incident)),
    ];
  }
}
