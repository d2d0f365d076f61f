import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  inject,
  input,
  output,
} from '@angular/core';
import { RouterLink } from '@angular/router';
import type { AlertView } from '../../../shared/contracts/http/alert-view.ts';
import { Session } from '../../api/session.ts';
import { Chip } from '../../kit/chips/chip.ts';
import { Icon } from '../../kit/icon/icon.ts';
import { AcknowledgeIncident } from '../../kit/incidents/acknowledge-incident.ts';
import {
  CONDITIONS,
  INCIDENT_STATES,
  incidentTitle,
  SEVERITIES,
  subjectsInWords,
} from '../../kit/incidents/incident-words.ts';
import { Instant } from '../../kit/time/instant.ts';
import { Now } from '../../kit/time/now.ts';
import { isMuted } from '../mute/mute-state.ts';
import { MuteIncident } from '../mute/mute-incident.ts';

/** One incident of a list, with what can be done about it at once. */
@Component({
  selector: 'ek-incident-row',
  imports: [Chip, Icon, Instant, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './incident-row.html',
  styleUrl: './incident-row.css',
})
export class IncidentRow {
  readonly #now = inject(Now);
  readonly #session = inject(Session);
  readonly #acknowledge = inject(AcknowledgeIncident);
  readonly #mute = inject(MuteIncident);
  readonly #destroyRef = inject(DestroyRef);

  readonly incident = input.required<AlertView>();
  /** Something was done: what is shown is to be read anew. */
  readonly changed = output();

  protected readonly title = computed(() => incidentTitle(this.incident()));
  protected readonly condition = computed(() => CONDITIONS[this.incident().condition]);
  protected readonly severity = computed(() => SEVERITIES[this.incident().severity]);
  protected readonly state = computed(() => INCIDENT_STATES[this.incident().state]);
  protected readonly subjects = computed(() => subjectsInWords(this.incident()));
  protected readonly isMuted = computed(() => isMuted(this.incident().mute, this.#now.ms()));
  protected readonly refusal = computed(() =>
    this.#session.may('operator', this.incident().valueStream)
      ? undefined
      : `Only operators of ${this.incident().valueStream} may do this.`,
  );

  protected async acknowledge(): Promise<void> {
    const acknowledged = await this.#acknowledge.ask(this.incident());
    if (acknowledged !== undefined && !this.#destroyRef.destroyed) this.changed.emit();
  }

  protected async mute(): Promise<void> {
    const muted = await this.#mute.ask(this.incident(), () => {
      // By then the list may not be open any more.
      if (!this.#destroyRef.destroyed) this.changed.emit();
    });
    if (muted !== undefined && !this.#destroyRef.destroyed) this.changed.emit();
  }
}
