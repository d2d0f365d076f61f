import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';

const WIDTH = 96;
const HEIGHT = 24;
const EDGE = 2;

/** A row of figures as a small line: gaps where there is none, a dot at the last, lines at the cut-offs. */
@Component({
  selector: 'ek-spark-line',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <svg [attr.viewBox]="'0 0 ${WIDTH} ${HEIGHT}'" role="img" [attr.aria-label]="label()">
      @for (y of limits(); track y) {
        <line class="limit" x1="0" x2="${WIDTH}" [attr.y1]="y" [attr.y2]="y" />
      }
      <path class="line" [attr.d]="path()" />
      @if (last(); as point) {
        <circle [class]="tone()" [attr.cx]="point.x" [attr.cy]="point.y" r="2.6" />
      }
    </svg>
  `,
  styles: `
    :host {
      display: inline-block;
      width: ${WIDTH}px;
      height: ${HEIGHT}px;
    }
    svg {
      display: block;
      width: 100%;
      height: 100%;
      overflow: visible;
    }
    .limit {
      stroke: var(--line-strong);
      stroke-dasharray: 2 3;
      stroke-width: 1;
    }
    .line {
      fill: none;
      stroke: var(--ink-2);
      stroke-width: 1.5;
      stroke-linejoin: round;
    }
    circle {
      fill: var(--ink-2);
    }
    .stable {
      fill: var(--stable);
    }
    .moderate {
      fill: var(--moderate);
    }
    .significant {
      fill: var(--significant);
    }
  `,
})
export class SparkLine {
  /** The oldest first; null where there is no figure. */
  readonly values = input.required<readonly (number | null)[]>();
  /** Figures at which a line is drawn; they are always in sight. */
  readonly cutOffs = input<readonly number[]>([]);
  readonly label = input.required<string>();
  readonly tone = input<'stable' | 'moderate' | 'significant' | ''>('');

  readonly #highest = computed(
    () => Math.max(0, ...this.values().map((value) => value ?? 0), ...this.cutOffs()) || 1,
  );

  readonly #points = computed(() => {
    const values = this.values();
    const step = values.length < 2 ? 0 : (WIDTH - 2 * EDGE) / (values.length - 1);
    return values.map((value, index) =>
      value === null ? undefined : { x: EDGE + index * step, y: this.#y(value) },
    );
  });

  protected readonly limits = computed(() => this.cutOffs().map((value) => this.#y(value)));

  protected readonly last = computed(() => this.#points().at(-1));

  protected readonly path = computed(() =>
    this.#points()
      .map((point, index, points) => {
        if (point === undefined) return '';
        return `${points[index - 1] === undefined ? 'M' : 'L'}${point.x.toFixed(1)} ${point.y.toFixed(1)}`;
      })
      .join(''),
  );

  #y(value: number): number {
    return HEIGHT - EDGE - (value / this.#highest()) * (HEIGHT - 2 * EDGE);
  }
}
