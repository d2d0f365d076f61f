import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { Chip } from './chip.ts';
import { RUN_LOOKS } from './states.ts';

/** The state of a run. */
@Component({
  selector: 'ek-run-chip',
  imports: [Chip],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<ek-chip [tone]="look().tone" [icon]="look().icon">{{ look().label }}</ek-chip>`,
})
export class RunChip {
  readonly state = input.required<keyof typeof RUN_LOOKS>();
  protected readonly look = computed(() => RUN_LOOKS[this.state()]);
}
