import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { Icon } from '../icon/icon.ts';
import type { IconName } from '../icon/icons.ts';

/** What a chip's colour says. Its picture and its words say it too. */
export type Tone = 'stable' | 'moderate' | 'significant' | 'running' | 'idle' | 'keel';

/** A state in a word, with its picture. */
@Component({
  selector: 'ek-chip',
  imports: [Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (icon(); as name) {
      <ek-icon [name]="name" [size]="13" />
    }
    <ng-content />
  `,
  host: { '[class]': 'tone()' },
  styles: `
    :host {
      display: inline-flex;
      align-items: center;
      gap: 4px;
      padding: 1px 7px 1px 5px;
      border-radius: 99px;
      font-size: var(--text-s);
      font-weight: 550;
      line-height: 18px;
      white-space: nowrap;
    }
    :host(.stable) {
      background: var(--stable-soft);
      color: var(--stable);
    }
    :host(.moderate) {
      background: var(--moderate-soft);
      color: var(--moderate);
    }
    :host(.significant) {
      background: var(--significant-soft);
      color: var(--significant);
    }
    :host(.running) {
      background: var(--running-soft);
      color: var(--running);
    }
    :host(.idle) {
      background: var(--idle-soft);
      color: var(--idle);
    }
    :host(.keel) {
      background: var(--keel-soft);
      color: var(--keel);
    }
  `,
})
export class Chip {
  readonly tone = input<Tone>('idle');
  readonly icon = input<IconName>();
}
