import { CdkTrapFocus } from '@angular/cdk/a11y';
import { CdkConnectedOverlay, CdkOverlayOrigin } from '@angular/cdk/overlay';
import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  linkedSignal,
  output,
  signal,
} from '@angular/core';
import { Icon } from '../../kit/icon/icon.ts';
import { formatInstant, viewerZone } from '../../kit/time/format-instant.ts';
import { InstantField } from '../../kit/time/instant-field.ts';
import { Now } from '../../kit/time/now.ts';
import { Preferences } from '../../settings/preferences.ts';
import { RANGES, type RunListFilter } from './run-query.ts';

/** Of which time something is listed: a length of it up to now, or from one instant to another. */
export type TimeRange = Pick<RunListFilter, 'range' | 'from' | 'to'>;

const ALWAYS: TimeRange = { range: '', from: '', to: '' };

/** Chooses of which time runs are listed. */
@Component({
  selector: 'ek-range-menu',
  imports: [CdkConnectedOverlay, CdkOverlayOrigin, CdkTrapFocus, Icon, InstantField],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './range-menu.html',
  styleUrls: ['../../kit/filters/filter-menu.css', './range-menu.css'],
})
export class RangeMenu {
  readonly #now = inject(Now);
  readonly #preferences = inject(Preferences);
  readonly range = input.required<TimeRange>();
  readonly chosen = output<TimeRange>();

  protected readonly isOpen = signal(false);
  protected readonly ranges = RANGES;
  protected readonly zone = computed(() => (this.#preferences.zone() === 'utc' ? 'UTC' : viewerZone()));
  protected readonly from = linkedSignal<string | undefined>(() => this.range().from || undefined);
  protected readonly to = linkedSignal<string | undefined>(() => this.range().to || undefined);
  protected readonly hasAny = computed(() => {
    const { range, from, to } = this.range();
    return range !== '' || from !== '' || to !== '';
  });

  protected readonly words = computed(() => {
    const { range, from, to } = this.range();
    if (from !== '' || to !== '') return `${this.#when(from) ?? 'Beginning'} to ${this.#when(to) ?? 'now'}`;
    return RANGES.find(({ value }) => value === range)?.label ?? 'Any time';
  });

  protected take(range: string): void {
    this.chosen.emit({ ...ALWAYS, range });
    this.isOpen.set(false);
  }

  protected between(): void {
    this.chosen.emit({ range: '', from: this.from() ?? '', to: this.to() ?? '' });
    this.isOpen.set(false);
  }

  protected press({ key }: KeyboardEvent): void {
    if (key === 'Escape') this.isOpen.set(false);
  }

  #when(at: string): string | undefined {
    const ms = Date.parse(at);
    if (Number.isNaN(ms)) return undefined;
    return formatInstant(ms, { timeZone: this.zone(), nowMs: this.#now.ms() });
  }
}
