import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import type { AlertDeliveryView, AlertDetailView } from '../../../shared/contracts/http/alert-view.ts';
import { Icon } from '../../kit/icon/icon.ts';
import { Instant } from '../../kit/time/instant.ts';
import { InstantWriter } from '../instant-writer.ts';
import { timelineOf } from './timeline.ts';

/** What happened to an incident, the latest first. */
@Component({
  selector: 'ek-incident-timeline',
  imports: [Icon, Instant],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="panel" aria-labelledby="ek-timeline">
      <header><h2 id="ek-timeline">What happened</h2></header>
      <ol>
        @for (event of events(); track event.key) {
          <li>
            <span class="mark" [class]="event.tone"><ek-icon [name]="event.icon" [size]="14" /></span>
            <div>
              <p class="title">
                {{ event.title }} <ek-instant class="muted" [at]="event.at" [seconds]="true" />
              </p>
              @if (event.text; as text) {
                <p class="text">{{ text }}</p>
              }
            </div>
          </li>
        }
      </ol>
      @if (isCut()) {
        <p class="muted note">The first cause and the latest nine are shown.</p>
      }
    </section>
  `,
  styleUrl: './incident-timeline.css',
})
export class IncidentTimeline {
  readonly #write = inject(InstantWriter);

  readonly incident = input.required<AlertDetailView>();
  readonly deliveries = input.required<readonly AlertDeliveryView[]>();

  protected readonly events = computed(() =>
    timelineOf(this.incident(), this.deliveries(), this.#write.writer()),
  );

  protected readonly isCut = computed(() => this.incident().causeCount > this.incident().causes.length);
}
