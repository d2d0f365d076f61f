import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { Preferences } from '../../settings/preferences.ts';
import { formatDistance, formatInstant, viewerZone } from './format-instant.ts';
import { Now } from './now.ts';

/** An instant: when in the viewer's zone, how far from now; in the job's zone and in UTC for whoever points at it. */
@Component({
  selector: 'ek-instant',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<time [attr.datetime]="at()" [title]="title()">{{ text() }}</time>`,
  styles: `
    :host {
      white-space: nowrap;
    }
  `,
})
export class Instant {
  readonly #now = inject(Now);
  readonly #preferences = inject(Preferences);

  /** ISO 8601, in UTC. */
  readonly at = input.required<string>();
  /** The job's zone, shown beside the viewer's where it is another one. */
  readonly zone = input<string>();
  /** `both`: when and how far; `when`; `far`. */
  readonly show = input<'both' | 'when' | 'far'>('when');
  readonly seconds = input(false);

  readonly #ms = computed(() => Date.parse(this.at()));
  readonly #zone = computed(() => (this.#preferences.zone() === 'utc' ? 'UTC' : viewerZone()));

  protected readonly text = computed(() => {
    const when = this.#when(this.#zone());
    const far = formatDistance(this.#ms(), this.#now.ms());
    const show = this.show();
    if (show === 'far') return far;
    return show === 'when' ? when : `${when} · ${far}`;
  });

  protected readonly title = computed(() => {
    const zones = new Set([this.#zone(), this.zone() ?? 'UTC', 'UTC']);
    const lines = [...zones].map((zone) => `${this.#when(zone, true)} ${zone}`);
    return [...lines, formatDistance(this.#ms(), this.#now.ms())].join('\n');
  });

  #when(timeZone: string, hasSeconds = this.seconds()): string {
    return formatInstant(this.#ms(), { timeZone, nowMs: this.#now.ms(), hasSeconds });
  }
}
