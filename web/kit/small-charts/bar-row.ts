import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';

/** One bar: parts upon each other, the lowest first. */
export interface Bar {
  /** What is said of it, as in "14:00: 3 failed, 120 succeeded". */
  readonly label: string;
  readonly parts: readonly { readonly value: number; readonly tone: BarTone }[];
}

export type BarTone = 'stable' | 'moderate' | 'significant' | 'running' | 'idle' | 'keel';

const HEIGHT = 100;

/** Bars beside each other over time, with the first, a middle and the last name below; each says its figures when pointed at. */
@Component({
  selector: 'ek-bar-row',
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './bar-row.html',
  styleUrl: './bar-row.css',
})
export class BarRow {
  readonly bars = input.required<readonly Bar[]>();
  readonly label = input.required<string>();
  /** Below the bars, from left to right. */
  readonly ticks = input<readonly string[]>([]);

  protected readonly highest = computed(() =>
    Math.max(0, ...this.bars().map(({ parts }) => parts.reduce((sum, { value }) => sum + value, 0))),
  );

  protected readonly drawn = computed(() => {
    const scale = HEIGHT / (this.highest() || 1);
    return this.bars().map(({ label, parts }) => ({
      label,
      parts: parts
        .filter(({ value }) => value > 0)
        .map(({ value, tone }) => ({ tone, height: value * scale })),
    }));
  });
}
