import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  linkedSignal,
  output,
  resource,
  signal,
} from '@angular/core';
import { Api } from '../../api/api.ts';
import { Chart } from '../../kit/chart/chart.ts';
import { BandChip } from '../../kit/chips/band-chip.ts';
import { lastValue } from '../../kit/resources/last-value.ts';
import { EmptyState } from '../../kit/states/empty-state.ts';
import { LoadState } from '../../kit/states/load-state.ts';
import { viewerZone } from '../../kit/time/format-instant.ts';
import { Instant } from '../../kit/time/instant.ts';
import { Now } from '../../kit/time/now.ts';
import { Preferences } from '../../settings/preferences.ts';
import type { CutOffs } from '../measuring/cut-offs.ts';
import { pageReader, readMeasurements } from '../measuring/read-measurements.ts';
import { psiText } from '../psi-text.ts';
import { heatDrawing, heatHeight, placedCells } from './heat-drawing.ts';
import { arrangedRows, HEAT_ORDERS, heatRows, type HeatOrder } from './heat-map.ts';
import { ScrollX } from '../../kit/table/scroll-x.ts';

/** A year of a few columns, or a month of hundreds: what is read before somebody asks for more. */
const FIRST_CELLS = 15_000;
const NARROW_PX = 640;

/** So many rows are drawn before somebody asks for all. */
const FIRST_ROWS = 40;

/** Which characteristics have moved, and when. */
@Component({
  selector: 'ek-characteristics',
  imports: [ScrollX, BandChip, Chart, EmptyState, Instant, LoadState],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './characteristics.html',
  styleUrl: './characteristics.css',
})
export class Characteristics {
  readonly #api = inject(Api);
  readonly #preferences = inject(Preferences);
  readonly #nowMs = inject(Now).ms();

  readonly modelId = input.required<string>();
  readonly days = input.required<number>();
  readonly jobId = input.required<string>();
  readonly latestRunId = input.required<string | undefined>();
  readonly scoreColumn = input.required<string | undefined>();
  readonly cutOffs = input.required<CutOffs | undefined>();
  readonly picked = output<{ readonly runId: string; readonly name: string }>();

  protected readonly orders = HEAT_ORDERS;
  protected readonly psiText = psiText;
  protected readonly text = signal('');
  protected readonly order = signal<HeatOrder>('worst');
  readonly #query = computed(() => ({ modelId: this.modelId(), days: this.days(), jobId: this.jobId() }));
  protected readonly maxCells = linkedSignal({ source: this.#query, computation: () => FIRST_CELLS });
  protected readonly maxRows = linkedSignal({ source: this.#query, computation: () => FIRST_ROWS });

  protected readonly figures = resource({
    params: () => ({ ...this.#query(), maxCells: this.maxCells(), latest: this.latestRunId() }),
    loader: ({ params: { maxCells, latest: _latest, ...query }, abortSignal }) =>
      readMeasurements(
        pageReader(this.#api),
        {
          ...query,
          ...{ characteristic: '*', pageSize: 30 },
          goesOn: (items) => items.reduce((count, { figures = [] }) => count + figures.length, 0) < maxCells,
        },
        abortSignal,
      ),
  });
  protected readonly shown = lastValue(this.figures);

  readonly #rows = computed(() => heatRows(this.shown()?.items ?? [], this.scoreColumn()));
  protected readonly found = computed(() =>
    arrangedRows(this.#rows(), { text: this.text(), order: this.order() }),
  );
  protected readonly rows = computed(() => this.found().slice(0, this.maxRows()));
  protected readonly count = computed(() => this.#rows().length);
  protected readonly height = computed(() => heatHeight(this.rows().length));
  protected readonly label = computed(
    () =>
      `PSI of ${this.rows().length} characteristics in ${this.shown()?.items.length ?? 0} windows; the table below has the figures`,
  );

  protected readonly drawing = computed(() =>
    heatDrawing({
      rows: this.rows(),
      dueAts: (this.shown()?.items ?? []).map(({ dueAt }) => dueAt),
      cutOffs: this.cutOffs(),
      timeZone: this.#preferences.zone() === 'utc' ? 'UTC' : viewerZone(),
      nowMs: this.#nowMs,
      isNarrow: innerWidth < NARROW_PX,
    }),
  );

  protected pick(dataIndex: number): void {
    const placed = placedCells(this.rows())[dataIndex];
    if (placed !== undefined) this.picked.emit({ runId: placed.cell.runId, name: placed.name });
  }

  protected sortBy(id: string): void {
    const order = HEAT_ORDERS.find((known) => known.id === id);
    if (order !== undefined) this.order.set(order.id);
  }

  protected readEarlier(): void {
    this.maxCells.update((count) => count * 3);
  }

  protected showAll(): void {
    this.maxRows.set(Number.POSITIVE_INFINITY);
  }
}
