import type { ElementRef } from '@angular/core';
import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  effect,
  inject,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import type { ECharts, EChartsCoreOption } from 'echarts/core';
import { Preferences } from '../../settings/preferences.ts';
import { chartColours, type ChartColours } from './chart-colours.ts';

/** What to draw, in the colours that the page has at the moment. */
export type ChartDrawing = (colours: ChartColours) => EChartsCoreOption;

/**
 * A chart. The library is loaded when the first one is drawn. What it shows is also told by `label`, and should stand
 * beside it as a table for whoever cannot see it (`ek-chart-table`, or one of the screen's own).
 */
@Component({
  selector: 'ek-chart',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<div #place role="img" [attr.aria-label]="label()" [style.height.px]="height()"></div>`,
  styles: `
    :host {
      display: block;
      min-width: 0;
    }
  `,
})
export class Chart {
  readonly drawing = input.required<ChartDrawing>();
  readonly label = input.required<string>();
  /** In pixels. */
  readonly height = input(260);
  /** The data index and the series' name of what was clicked on. */
  readonly picked = output<{ readonly dataIndex: number; readonly seriesName: string }>();

  protected readonly place = viewChild.required<ElementRef<HTMLElement>>('place');
  readonly #preferences = inject(Preferences);
  readonly #chart = signal<ECharts | undefined>(undefined);
  readonly #schemeChanges = signal(0);

  constructor() {
    const destroyRef = inject(DestroyRef);
    afterNextRender(() => void this.#begin(destroyRef));
    effect(() => {
      this.#preferences.theme();
      this.#schemeChanges();
      const drawing = this.drawing();
      this.height();
      this.#chart()?.setOption(drawing(chartColours()), { notMerge: true });
    });
  }

  async #begin(destroyRef: DestroyRef): Promise<void> {
    const { init } = await import('./echarts-parts.ts');
    if (destroyRef.destroyed) return;
    const element = this.place().nativeElement;
    const chart = init(element);
    const resizing = new ResizeObserver(() => {
      chart.resize();
    });
    resizing.observe(element);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    const redraw = () => {
      this.#schemeChanges.update((count) => count + 1);
    };
    scheme.addEventListener('change', redraw);
    chart.on('click', ({ dataIndex, seriesName = '' }) => {
      this.picked.emit({ dataIndex, seriesName });
    });
    destroyRef.onDestroy(() => {
      resizing.disconnect();
      scheme.removeEventListener('change', redraw);
      chart.dispose();
    });
    this.#chart.set(chart);
  }
}
