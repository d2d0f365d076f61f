import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { Chip } from './chip.ts';
import { BAND_LOOKS } from './states.ts';

/** The stability band of an index; without one it says that there is none. */
@Component({
  selector: 'ek-band-chip',
  imports: [Chip],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (look(); as look) {
      <ek-chip [tone]="look.tone" [icon]="look.icon">{{ look.label }}</ek-chip>
    } @else {
      <ek-chip icon="circle-help">Not measured</ek-chip>
    }
  `,
})
export class BandChip {
  readonly band = input.required<keyof typeof BAND_LOOKS | null | undefined>();
  protected readonly look = computed(() => {
    const band = this.band();
    return band === null || band === undefined ? undefined : BAND_LOOKS[band];
  });
}
