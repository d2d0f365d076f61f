import { computed, inject, Service } from '@angular/core';
import { formatInstant, viewerZone } from '../kit/time/format-instant.ts';
import { Now } from '../kit/time/now.ts';
import { Preferences } from '../settings/preferences.ts';

/** Writes instants within sentences, in the zone that somebody wants to see. */
@Service()
export class InstantWriter {
  readonly #now = inject(Now);
  readonly #preferences = inject(Preferences);

  readonly writer = computed(() => {
    const timeZone = this.#preferences.zone() === 'utc' ? 'UTC' : viewerZone();
    const nowMs = this.#now.ms();
    return (at: string): string => formatInstant(Date.parse(at), { timeZone, nowMs });
  });
}
