import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { Chip } from './chip.ts';
import { JOB_LOOKS } from './states.ts';

/** The state of a job. */
@Component({
  selector: 'ek-job-chip',
  imports: [Chip],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<ek-chip [tone]="look().tone" [icon]="look().icon">{{ look().label }}</ek-chip>`,
})
export class JobChip {
  readonly state = input.required<keyof typeof JOB_LOOKS>();
  protected readonly look = computed(() => JOB_LOOKS[this.state()]);
}
