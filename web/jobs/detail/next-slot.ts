import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { JobView } from '../../../shared/contracts/http/job-view.ts';
import { Icon } from '../../kit/icon/icon.ts';
import { everySecond } from '../../kit/time/every-second.ts';
import { Instant } from '../../kit/time/instant.ts';
import { countdownWords, nextUpcoming } from './countdown-words.ts';

/** When the next slot is, counting down. */
@Component({
  selector: 'ek-next-slot',
  imports: [Icon, Instant],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ek-icon name="alarm-clock" [size]="14" />
    @if (next(); as next) {
      <span
        >Next slot <ek-instant [at]="next" [zone]="zone()" />, <span class="figure">{{ words() }}</span></span
      >
    } @else {
      <span>No slot to come</span>
    }
  `,
  styles: `
    :host {
      display: inline-flex;
      align-items: center;
      gap: 6px;
      color: var(--ink);
      font-weight: 550;
    }
  `,
})
export class NextSlot {
  readonly #now = everySecond();
  readonly job = input.required<Pick<JobView, 'state' | 'upcoming'>>();
  readonly zone = input<string>();

  protected readonly next = computed(() => nextUpcoming(this.job(), this.#now()));
  protected readonly words = computed(() => countdownWords(Date.parse(this.next() ?? ''), this.#now()));
}
