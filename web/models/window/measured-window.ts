import { ChangeDetectionStrategy, Component, computed, inject, input, output, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { BaselineView } from '../../../shared/contracts/http/baseline-view.ts';
import { readStability } from '../../../shared/contracts/http/operation-paths.ts';
import type {
  MeasurementDetailView,
  MeasurementView,
} from '../../../shared/contracts/http/stability-view.ts';
import { Downloads } from '../../api/downloads.ts';
import { BandChip } from '../../kit/chips/band-chip.ts';
import { Chip } from '../../kit/chips/chip.ts';
import { Perform } from '../../kit/feedback/perform.ts';
import { Icon } from '../../kit/icon/icon.ts';
import { EmptyState } from '../../kit/states/empty-state.ts';
import { Instant } from '../../kit/time/instant.ts';
import { conventionInWords } from '../baselines/conventions.ts';
import { countText, psiText } from '../psi-text.ts';
import { ColumnDetail } from './column-detail.ts';
import { columnOf, groupOf, sampleGroups, type SampleGroup } from './sample-groups.ts';
import { leftOutInWords, ruleInWords } from './window-words.ts';
import { ScrollX } from '../../kit/table/scroll-x.ts';

/** So many columns are listed before somebody asks for all. */
const FIRST_COLUMNS = 60;

/** What the address says of a window; null leaves it out. */
type Chosen = Readonly<Record<string, string | null>>;

/** One window: which columns moved, by how much, and in which bins. */
@Component({
  selector: 'ek-measured-window',
  imports: [ScrollX, BandChip, Chip, ColumnDetail, EmptyState, Icon, Instant, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './measured-window.html',
  styleUrl: './measured-window.css',
})
export class MeasuredWindow {
  readonly #downloads = inject(Downloads);
  readonly #perform = inject(Perform);

  readonly measurement = input.required<MeasurementDetailView>();
  readonly baselines = input.required<readonly BaselineView[]>();
  readonly scoreColumn = input.required<string | undefined>();
  /** The windows of the range, the earliest first. */
  readonly neighbours = input.required<readonly MeasurementView[]>();
  readonly characteristic = input<string>();
  readonly segment = input<string>();
  readonly against = input<string>();
  readonly chosen = output<Chosen>();

  protected readonly psiText = psiText;
  protected readonly countText = countText;
  protected readonly text = signal('');
  protected readonly isWhole = signal(false);

  protected readonly groups = computed(() => sampleGroups(this.measurement()));
  protected readonly group = computed(() =>
    groupOf(this.groups(), { segment: this.segment(), against: this.against() }),
  );
  protected readonly column = computed(() => {
    const group = this.group();
    return group === undefined
      ? undefined
      : columnOf(group, { asked: this.characteristic(), score: this.scoreColumn() });
  });
  protected readonly found = computed(() => {
    const wanted = this.text().trim().toLowerCase();
    return (this.group()?.columns ?? []).filter(({ name }) => name.toLowerCase().includes(wanted));
  });
  protected readonly listed = computed(() =>
    this.isWhole() ? this.found() : this.found().slice(0, FIRST_COLUMNS),
  );

  /** Only of the whole sample it is told which levels vanished. */
  protected readonly vanished = computed(() => {
    if (this.group()?.kind !== 'whole') return [];
    return this.measurement().moved.find(({ name }) => name === this.column()?.name)?.vanishedLevels ?? [];
  });

  readonly #index = computed(() =>
    this.neighbours().findIndex(({ runId }) => runId === this.measurement().runId),
  );
  protected readonly before = computed(() => {
    const index = this.#index();
    return index > 0 ? this.neighbours()[index - 1]?.runId : undefined;
  });
  protected readonly after = computed(() => {
    const index = this.#index();
    return index < 0 ? undefined : this.neighbours()[index + 1]?.runId;
  });

  protected readonly version = computed(
    () => this.baselines().find(({ baselineId }) => baselineId === this.measurement().baselineId)?.version,
  );
  protected readonly leftOut = computed(() => leftOutInWords(this.measurement().leftOut));
  protected readonly interval = computed(() => this.measurement().interval ?? this.measurement().window);
  protected readonly criteria = computed(() => this.measurement().criteria);
  protected readonly thresholds = computed(
    () => this.measurement().criteria ?? this.measurement().thresholds,
  );
  protected readonly rule = computed(() => {
    const rule = this.criteria()?.rule;
    return rule === undefined ? '' : ruleInWords(rule);
  });
  protected readonly convention = computed(() => {
    const { convention } = this.measurement();
    return convention === undefined ? undefined : conventionInWords(convention);
  });
  protected readonly segmentCount = computed(() => {
    const { segments } = this.measurement();
    return segments !== undefined && !Array.isArray(segments) && 'count' in segments ? segments.count : 0;
  });

  /** The longest bar is of the index that moved most, or the higher cut-off where all are below it. */
  protected barWidth(psi: number | null): number {
    const full = Math.max(this.group()?.columns[0]?.psi ?? 0, this.thresholds()?.significant ?? 0.25);
    return (100 * (psi ?? 0)) / full;
  }

  protected scoreOf({ columns }: SampleGroup): SampleGroup['columns'][number] | undefined {
    return columns.find(({ name }) => name === this.scoreColumn());
  }

  protected worstOf({ columns }: SampleGroup): SampleGroup['columns'][number] | undefined {
    return columns.find(({ name }) => name !== this.scoreColumn());
  }

  protected choose(group: SampleGroup): void {
    this.chosen.emit({
      segment: group.kind === 'segment' ? group.key : null,
      against: group.kind === 'comparison' ? group.key : null,
    });
  }

  protected chooseBy(key: string): void {
    const { whole, segments, comparisons } = this.groups();
    const group = [...comparisons, ...segments].find((known) => known.key === key) ?? whole;
    if (group !== undefined) this.choose(group);
  }

  protected async download(): Promise<void> {
    const { modelId, runId } = this.measurement();
    const name = `${runId}.csv`;
    await this.#perform.run(() => this.#downloads.csv(readStability, { path: { modelId, runId } }, name), {
      done: `Downloaded ${name}: every figure of this window.`,
    });
  }
}
