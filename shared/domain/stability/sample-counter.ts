import type { NumberColumn } from '../dataset/csv-reader.ts';
import type { NumberLayout, NumberRoom } from '../dataset/number-room.ts';
import type { CsvRowBatch } from '../dataset/row-batch.ts';
import type { DecodedBatch, SampleSink } from '../dataset/sample-sink.ts';
import { InvalidInput } from '../errors.ts';
import type { BatchFields } from './batch-fields.ts';
import type { Bins, CategoricalBins, NumericBins } from './bin-specification.ts';
import { CategoricalColumnCounter } from './categorical-column-counter.ts';
import type { ColumnCounter } from './column-counter.ts';
import { assertSupportedConvention, type BinConvention } from './convention.ts';
import { CsvFields } from './csv-fields.ts';
import { DecodedFields } from './decoded-fields.ts';
import { LentNumbers } from './lent-numbers.ts';
import type { LentColumn, NumberSink } from './number-sink.ts';
import type { OpenTally } from './numeric-tally.ts';
import { NumericColumnCounter } from './numeric-column-counter.ts';
import { RowSelector } from './row-selector.ts';
import type { ColumnCounts, CountedColumn, SampleCounts, SegmentCounts } from './sample-counts.ts';

export interface SampleCounter extends SampleSink {
  /** What was counted; the counter is of no use afterwards. */
  finish(): SampleCounts;
  /** How many columns have numbers to lend: none before the header is read, nor where rows are chosen, weighed or grouped. */
  readonly lendableColumns: number;
  /**
   * From the next batch on, passes the numbers of these columns to the sink instead of counting them. For the rows of CSV
   * files only, whose reader puts the numbers where the sink wants them.
   */
  lend(sink: NumberSink): readonly LentColumn[];
  /** Takes what was counted of the lent columns, in their order: the result is as if they had been counted here. */
  takeBack(tallies: readonly OpenTally[]): void;
}

export interface SampleCounterOptions {
  readonly window?: SampleWindow;
}

/** Only rows whose time column names an instant in [from, to), epoch milliseconds; see `parseInstant`. */
export interface SampleWindow {
  readonly column: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Counts a sample into bins: a baseline, the current data, a part of them. Its memory does not grow with the number of
 * rows, and neither how a file is cut nor whether its rows come as fields or decoded makes a difference.
 *
 * A numeric column has a missing value where the field is blank or says NaN, nan, NA, N/A, null or NULL; a categorical
 * one, and a segment, where it is empty. Levels are compared exactly; without a bin, by their first 256 bytes. A numeric
 * column that names segments as well does so by its numbers: 1.0 and 1 are one segment.
 *
 * Throws InvalidInput at once for an unknown convention or a grid without the bins' edges, from `header` when the sample
 * lacks a column that groups, weighs or dates its rows, and from `rows` for a segment that is not UTF-8.
 */
export function createSampleCounter(bins: Bins, options: SampleCounterOptions = {}): SampleCounter {
  assertSupportedConvention(bins.convention);
  return new BinnedSampleCounter(bins, options);
}

interface PresentColumn {
  readonly name: string;
  readonly slot: number;
  readonly counter: ColumnCounter;
}

class BinnedSampleCounter implements SampleCounter {
  readonly #bins: Bins;
  readonly #window: SampleWindow | undefined;
  readonly #counters: ReadonlyMap<string, ColumnCounter>;
  readonly #csv = new CsvFields();
  readonly #decoded = new DecodedFields();
  #columns: readonly PresentColumn[] = [];
  /** Those of them that are not lent. */
  #countedHere: readonly PresentColumn[] = [];
  #extraColumns: string[] = [];
  #selector: RowSelector;
  #lendableColumns = 0;
  #lent: LentNumbers | undefined;

  constructor(bins: Bins, { window }: SampleCounterOptions) {
    this.#bins = bins;
    this.#window = window;
    this.#selector = this.#createSelector(new Map());
    this.#counters = new Map(
      bins.columns.flatMap((column) =>
        column.status === 'ok' ? [[column.name, createColumnCounter(column, bins.convention)]] : [],
      ),
    );
  }

  get lendableColumns(): number {
    return this.#lendableColumns;
  }

  header(names: readonly string[]): readonly (number | NumberColumn)[] {
    const roles = this.#roleColumns();
    assertPresent(names, roles);
    // A column may have several parts to play, but is asked for once.
    const wanted = names
      .map((name, position) => ({ name, position }))
      .filter(({ name }) => this.#counters.has(name) || roles.has(name));
    const slots = new Map(wanted.map(({ name }, slot) => [name, slot]));
    const known = new Set([...this.#bins.columns.map(({ name }) => name), ...roles.keys()]);
    this.#extraColumns = names.filter((name) => !known.has(name));
    this.#columns = [...this.#counters].flatMap(([name, counter]) => {
      const slot = slots.get(name);
      return slot === undefined ? [] : [{ name, slot, counter }];
    });
    this.#countedHere = this.#columns;
    this.#selector = this.#createSelector(slots);
    this.#lendableColumns = roles.size === 0 ? this.#numericColumns().size : 0;
    const numeric = this.#numberColumns();
    return wanted.map(({ name, position }) => (numeric.has(name) ? { position, as: 'numbers' } : position));
  }

  rows(batch: CsvRowBatch): void {
    const fields = this.#csv.use(batch);
    this.#take(fields);
    this.#lent?.pass(fields, batch);
  }

  decodedRows(batch: DecodedBatch): void {
    if (this.#lent !== undefined) throw new Error('The numbers of decoded rows are not lent.');
    this.#take(this.#decoded.use(batch));
  }

  finish(): SampleCounts {
    if (this.#lent !== undefined) throw new Error('The numbers are lent, and have not been taken back.');
    const { whole, leftOut } = this.#selector;
    const segments = this.#selector.segments?.map(({ key, size }, segment): SegmentCounts => {
      return { key, ...size, columns: this.#finish((counter) => counter.finishSegment(segment)) };
    });
    return {
      ...whole,
      columns: this.#finish((counter) => counter.finish()),
      extraColumns: this.#extraColumns,
      ...(leftOut !== undefined && { leftOut }),
      ...(segments !== undefined && { segments: segments.sort(byKey) }),
    };
  }

  numberRoom(layout: NumberLayout): NumberRoom | undefined {
    return this.#lent?.room(layout);
  }

  lend(sink: NumberSink): readonly LentColumn[] {
    this.#lent = new LentNumbers(this.#numericColumns(), sink);
    this.#countedHere = this.#columns.filter(({ counter }) => !(counter instanceof NumericColumnCounter));
    return this.#lent.columns;
  }

  takeBack(tallies: readonly OpenTally[]): void {
    this.#lent?.takeBack(tallies);
    this.#lent = undefined;
    this.#countedHere = this.#columns;
  }

  #take(fields: BatchFields): void {
    const rows = this.#selector.select(fields);
    for (const { counter, slot } of this.#countedHere) counter.add(fields, slot, rows);
  }

  #numericColumns(): Map<number, NumericColumnCounter> {
    return new Map(
      this.#columns.flatMap(({ slot, counter }) =>
        counter instanceof NumericColumnCounter ? [[slot, counter]] : [],
      ),
    );
  }

  /** The columns that group, weigh or date the rows, with what they do. */
  #roleColumns(): Map<string, string> {
    const { segmentBy, weightColumn } = this.#bins;
    const roles = new Map(segmentBy.map((name) => [name, 'names the segments']));
    if (weightColumn !== undefined) roles.set(weightColumn, 'holds the weights');
    if (this.#window !== undefined) roles.set(this.#window.column, 'holds the times');
    return roles;
  }

  /** A column that is binned by its numbers has them for its text too, where it names a segment besides. */
  #numberColumns(): Set<string | undefined> {
    const numeric = this.#bins.columns.filter(({ status, type }) => status === 'ok' && type === 'numeric');
    return new Set([...numeric.map(({ name }) => name), this.#bins.weightColumn]);
  }

  #createSelector(slots: ReadonlyMap<string, number>): RowSelector {
    const { segmentBy, weightColumn } = this.#bins;
    const slotOf = (name: string): number => slots.get(name) ?? 0;
    const window = this.#window;
    return new RowSelector({
      segmentColumns: segmentBy.map((name) => ({ name, slot: slotOf(name) })),
      weightSlot: weightColumn === undefined ? undefined : slotOf(weightColumn),
      window: window === undefined ? undefined : { ...window, slot: slotOf(window.column) },
    });
  }

  #finish(finish: (counter: ColumnCounter) => CountedColumn): ColumnCounts[] {
    const present = new Set(this.#columns.map(({ name }) => name));
    return this.#bins.columns.map(({ name, status }) => {
      const counter = this.#counters.get(name);
      if (status !== 'ok' || counter === undefined) return { name, status: 'not-computable' };
      return present.has(name) ? finish(counter) : { name, status: 'missing-column' };
    });
  }
}

function assertPresent(names: readonly string[], roles: ReadonlyMap<string, string>): void {
  const present = new Set(names);
  const lacking = [...roles].filter(([name]) => !present.has(name));
  if (lacking.length === 0) return;
  const issues = lacking.map(([name, role]) => ({
    pointer: '',
    message: `there is no column '${name}', which ${role}`,
  }));
  throw new InvalidInput(
    `The sample cannot be counted: ${issues.map(({ message }) => message).join('; ')}.`,
    issues,
  );
}

/** Keys have as many parts as there are segment columns, and no two are the same. */
function byKey(a: SegmentCounts, b: SegmentCounts): number {
  return a.key.join('\0') < b.key.join('\0') ? -1 : 1;
}

function createColumnCounter(
  column: NumericBins | CategoricalBins,
  convention: BinConvention,
): ColumnCounter {
  return column.type === 'numeric'
    ? new NumericColumnCounter(column, convention)
    : new CategoricalColumnCounter(column, convention);
}
