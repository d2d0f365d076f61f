import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { formatDuration } from '../time/format-instant.ts';

/** How long something took, as a bar against the longest of those beside it, and in words. */
@Component({
  selector: 'ek-duration-bar',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (text(); as text) {
      <span class="track" aria-hidden="true"><i [class]="tone()" [style.width.%]="width()"></i></span>
      <span class="figure">{{ text }}</span>
    } @else {
      <span class="muted">–</span>
    }
  `,
  styles: `
    :host {
      display: inline-flex;
      align-items: center;
      gap: 8px;
      white-space: nowrap;
    }
    .track {
      width: 64px;
      height: 6px;
      border-radius: 3px;
      background: var(--surface-2);
      overflow: hidden;
    }
    i {
      display: block;
      min-width: 2px;
      height: 100%;
      border-radius: 3px;
      background: var(--idle);
    }
    .stable {
      background: var(--stable);
    }
    .significant {
      background: var(--significant);
    }
    .running {
      background: var(--running);
    }
  `,
})
export class DurationBar {
  /** Undefined of what never began. */
  readonly ms = input.required<number | undefined>();
  readonly longestMs = input.required<number>();
  readonly tone = input<string>('idle');

  protected readonly text = computed(() => {
    const ms = this.ms();
    return ms === undefined ? '' : formatDuration(ms);
  });
  protected readonly width = computed(() => (100 * (this.ms() ?? 0)) / Math.max(1, this.longestMs()));
}
