import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { Icon } from '../icon/icon.ts';
import type { IconName } from '../icon/icons.ts';

/** Says that there is nothing, and (in its content) what can be done about it. */
@Component({
  selector: 'ek-empty',
  imports: [Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ek-icon [name]="icon()" [size]="22" />
    <p class="title">{{ title() }}</p>
    <div class="what"><ng-content /></div>
  `,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      align-items: center;
      gap: 6px;
      padding: 32px 16px;
      color: var(--ink-3);
      text-align: center;
    }
    .title {
      color: var(--ink);
      font-weight: 600;
    }
    .what {
      max-width: 52ch;
    }
  `,
})
export class EmptyState {
  readonly title = input.required<string>();
  readonly icon = input<IconName>('anchor');
}
