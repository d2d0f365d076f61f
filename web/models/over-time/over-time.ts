import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  output,
  resource,
  signal,
} from '@angular/core';
import { RouterLink } from '@angular/router';
import type { BaselineView } from '../../../shared/contracts/http/baseline-view.ts';
import type { MeasurementView } from '../../../shared/contracts/http/stability-view.ts';
import { Api } from '../../api/api.ts';
import { Chart } from '../../kit/chart/chart.ts';
import { BandChip } from '../../kit/chips/band-chip.ts';
import { Icon } from '../../kit/icon/icon.ts';
import { lastValue } from '../../kit/resources/last-value.ts';
import { EmptyState } from '../../kit/states/empty-state.ts';
import { viewerZone } from '../../kit/time/format-instant.ts';
import { Instant } from '../../kit/time/instant.ts';
import { Now } from '../../kit/time/now.ts';
import { Preferences } from '../../settings/preferences.ts';
import type { CutOffs } from '../measuring/cut-offs.ts';
import { pageReader, readMeasurements } from '../measuring/read-measurements.ts';
import { countText, psiText } from '../psi-text.ts';
import { drawnPoints, psiDrawing } from './psi-drawing.ts';
import {
  baselineChanges,
  columnPoints,
  pointsInWords,
  scorePoints,
  withCriticalValues,
} from './psi-points.ts';
import { ScrollX } from '../../kit/table/scroll-x.ts';

/** So many windows are read with their figures, each of which is a file of its own. */
const MAX_WITH_FIGURES = 400;

/** The index of the score, or of a characteristic, by window. */
@Component({
  selector: 'ek-over-time',
  imports: [ScrollX, BandChip, Chart, EmptyState, Icon, Instant, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './over-time.html',
  styleUrl: './over-time.css',
})
export class OverTime {
  readonly #api = inject(Api);
  readonly #now = inject(Now);
  readonly #preferences = inject(Preferences);

  readonly modelId = input.required<string>();
  readonly days = input.required<number>();
  /** Of one job, the earliest first. */
  readonly measurements = input.required<readonly MeasurementView[]>();
  readonly jobId = input.required<string | undefined>();
  readonly cutOffs = input.required<CutOffs | undefined>();
  readonly scoreColumn = input.required<string | undefined>();
  readonly columnNames = input.required<readonly string[]>();
  readonly baselines = input.required<readonly BaselineView[]>();
  /** The column that is shown; undefined: the score. */
  readonly characteristic = input<string>();
  readonly run = input<string>();
  /** The run of the window that was clicked on. */
  readonly picked = output<string>();
  /** The column that was chosen; undefined: the score. */
  readonly columnChosen = output<string | undefined>();

  protected readonly psiText = psiText;
  protected readonly countText = countText;
  protected readonly isTableOpen = signal(false);

  /** Where there is no score the first of the characteristics is shown. */
  protected readonly shown = computed(
    () => this.characteristic() ?? this.scoreColumn() ?? this.columnNames()[0],
  );
  protected readonly isScore = computed(
    () => this.shown() === undefined || this.shown() === this.scoreColumn(),
  );

  protected readonly figures = resource({
    params: () => {
      const [modelId, days, characteristic, jobId] = [
        this.modelId(),
        this.days(),
        this.shown(),
        this.jobId(),
      ];
      const latest = this.measurements().at(-1)?.runId;
      return characteristic === undefined || jobId === undefined
        ? undefined
        : { modelId, days, characteristic, jobId, latest };
    },
    loader: ({ params: { latest: _latest, ...query }, abortSignal }) =>
      readMeasurements(
        pageReader(this.#api),
        { ...query, pageSize: 100, goesOn: (items) => items.length < MAX_WITH_FIGURES },
        abortSignal,
      ).then(({ items }) => ({ name: query.characteristic, items })),
  });
  readonly #figures = lastValue(this.figures);

  protected readonly points = computed(() => {
    const name = this.shown();
    const figures = this.#figures();
    const isRead = name !== undefined && figures?.name === name;
    if (!this.isScore()) return isRead ? columnPoints(figures.items, name) : [];
    const points = scorePoints(this.measurements());
    return isRead ? withCriticalValues(points, columnPoints(figures.items, name)) : points;
  });

  protected readonly latestFirst = computed(() =>
    this.points()
      .map((point) => ({ ...point, at: new Date(point.atMs).toISOString() }))
      .reverse(),
  );
  protected readonly selected = computed(() => this.latestFirst().find(({ runId }) => runId === this.run()));
  protected readonly label = computed(() => pointsInWords(this.shown() ?? 'the score', this.points()));

  protected readonly drawing = computed(() => {
    const versions = new Map(this.baselines().map(({ baselineId, version }) => [baselineId, version]));
    return psiDrawing({
      points: this.points(),
      cutOffs: this.cutOffs(),
      changes: baselineChanges(this.points()).map(({ atMs, baselineId }) => ({
        atMs,
        label: `Baseline ${versions.get(baselineId) ?? baselineId}`,
      })),
      selectedRunId: this.run(),
      timeZone: this.#preferences.zone() === 'utc' ? 'UTC' : viewerZone(),
      nowMs: this.#startedAtMs,
    });
  });

  /** The chart is not drawn anew as time passes. */
  readonly #startedAtMs = this.#now.ms();

  protected pick(dataIndex: number): void {
    const point = drawnPoints(this.points())[dataIndex]?.point;
    if (point !== undefined) this.picked.emit(point.runId);
  }

  protected choose(name: string): void {
    this.columnChosen.emit(name === this.scoreColumn() ? undefined : name);
  }
}
