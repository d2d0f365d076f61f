import { CdkTrapFocus } from '@angular/cdk/a11y';
import { CdkConnectedOverlay, CdkOverlayOrigin } from '@angular/cdk/overlay';
import { ChangeDetectionStrategy, Component, computed, input, model, signal } from '@angular/core';
import { Icon } from '../icon/icon.ts';
import { filterWords, toggledValue, withChosen, type FilterOption } from './filter-option.ts';

/** A filter by one or several values: a button that says what it lets through, and opens on what can be chosen. */
@Component({
  selector: 'ek-filter-menu',
  imports: [CdkConnectedOverlay, CdkOverlayOrigin, CdkTrapFocus, Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './filter-menu.html',
  styleUrl: './filter-menu.css',
})
export class FilterMenu {
  readonly name = input.required<string>();
  readonly options = input<readonly FilterOption[]>([]);
  readonly chosen = model<readonly string[]>([]);
  readonly isSingle = input(false);
  /** What can be typed besides, as in "another tag"; without it only options can be chosen. */
  readonly other = input<string>();

  protected readonly isOpen = signal(false);
  protected readonly words = computed(() => filterWords(this.name(), this.options(), this.chosen()));
  protected readonly offered = computed(() => withChosen(this.options(), this.chosen()));

  protected toggle(value: string): void {
    this.chosen.set(toggledValue(this.chosen(), value, { isSingle: this.isSingle() }));
  }

  protected add(field: HTMLInputElement): void {
    const value = field.value.trim();
    field.value = '';
    if (value !== '' && !this.chosen().includes(value)) this.toggle(value);
  }

  protected clear(): void {
    this.chosen.set([]);
    this.isOpen.set(false);
  }

  protected press({ key }: KeyboardEvent): void {
    if (key === 'Escape') this.isOpen.set(false);
  }
}
