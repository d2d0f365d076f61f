import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { Icon } from '../icon/icon.ts';
import type { BulkState } from './bulk-state.ts';

/** Failures that are named; of more it is said how many there are. */
const NAMED = 50;

/** How far something is that is done for many, and what became of it. */
@Component({
  selector: 'ek-bulk-progress',
  imports: [Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './bulk-progress.html',
  styleUrl: './bulk-progress.css',
})
export class BulkProgress {
  readonly of = input.required<BulkState>();
  /** As in `paused`: what is done to each. */
  readonly done = input.required<string>();

  protected readonly ended = computed(() => this.of().doneCount() + this.of().failures().length);

  protected readonly words = computed(() => {
    const work = this.of();
    const count = (of: number) => of.toLocaleString('en');
    const done = `${count(work.doneCount())} of ${count(work.total())} ${this.done()}`;
    const failed = work.failures().length;
    return failed === 0 ? done : `${done}, ${count(failed)} failed`;
  });

  protected readonly note = computed(() => {
    const work = this.of();
    const left = work.total() - this.ended();
    if (work.state() === 'stopped') return `Stopped: ${left.toLocaleString('en')} were left as they are.`;
    if (work.state() === 'stopping') return 'Stopping when those under way have ended.';
    if (work.isHeldUp()) return 'The server takes only so many in a minute; it goes on by itself.';
    return work.isOver() ? '' : 'What is done stays done when you stop or close the page.';
  });

  protected readonly failures = computed(() => this.of().failures().slice(0, NAMED));
  protected readonly unnamed = computed(() => Math.max(0, this.of().failures().length - NAMED));
}
