import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { percentText } from './edge-words.ts';

/** How much of an order is spent, drawn and said. */
@Component({
  selector: 'ek-portion',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <span class="track" aria-hidden="true"><i [class]="tone()" [style.width.%]="percent()"></i></span>
    <span class="figure">{{ text(percent()) }}</span>
  `,
  styles: `
    :host {
      display: flex;
      align-items: center;
      gap: 8px;
      min-width: 120px;
    }
    .track {
      flex: 1;
      height: 6px;
      border-radius: 3px;
      background: var(--surface-3);
      overflow: hidden;
    }
    i {
      display: block;
      height: 100%;
      border-radius: 3px;
      background: var(--idle);
    }
    i.running {
      background: var(--running);
    }
    i.stable {
      background: var(--stable);
    }
    .figure {
      min-width: 5.5ch;
      text-align: right;
      white-space: nowrap;
    }
  `,
})
export class Portion {
  /** 0 to 100. */
  readonly percent = input.required<number>();
  readonly tone = input<'idle' | 'running' | 'stable'>('running');

  protected readonly text = percentText;
}
