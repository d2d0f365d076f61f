import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { RunDetailView } from '../../../shared/contracts/http/run-detail-view.ts';
import { isUnfinished } from '../../kit/chips/states.ts';
import { Icon } from '../../kit/icon/icon.ts';
import { everySecond } from '../../kit/time/every-second.ts';
import { Instant } from '../../kit/time/instant.ts';
import { phasesOf, stepViews } from './run-steps-view.ts';

/** What happened to a run, the earliest first, with how long each part took. */
@Component({
  selector: 'ek-run-story',
  imports: [Icon, Instant],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './run-story.html',
  styleUrl: './run-story.css',
})
export class RunStory {
  readonly #now = everySecond();
  readonly run = input.required<RunDetailView>();

  readonly #at = computed(() => (isUnfinished(this.run().state) ? this.#now() : 0));
  protected readonly steps = computed(() => stepViews(this.run(), this.#at()));
  protected readonly phases = computed(() => phasesOf(this.run(), this.#at()));
}
