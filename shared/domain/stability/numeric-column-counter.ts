import type { BatchFields, SelectedRows } from './batch-fields.ts';
import type { NumericBins } from './bin-specification.ts';
import type { ColumnCounter } from './column-counter.ts';
import type { BinConvention } from './convention.ts';
import { MadeOnDemand } from './made-on-demand.ts';
import { NumericCells, NumericTally, type OpenTally } from './numeric-tally.ts';
import type { OpenMoments } from './running-moments.ts';
import type { CountedColumn } from './sample-counts.ts';

export class NumericColumnCounter implements ColumnCounter {
  readonly bins: NumericBins;
  readonly #cells: NumericCells;
  readonly #whole: NumericTally;
  readonly #segments = new MadeOnDemand(() => new NumericTally(this.#cells));

  constructor(bins: NumericBins, convention: BinConvention) {
    this.bins = bins;
    this.#cells = new NumericCells(bins, convention);
    this.#whole = new NumericTally(this.#cells);
  }

  add(fields: BatchFields, slot: number, rows: SelectedRows): void {
    if (rows.isPlain) this.#addPlain(fields, slot, rows);
    else this.#addEach(fields, slot, rows);
  }

  /** Counts a field that is no number. */
  addGap(fields: BatchFields, slot: number, row: number): void {
    this.#whole.add(this.#gapAt(fields, slot, row), 1);
  }

  /** What whoever counts the numbers from here on has to know. */
  lend(): OpenMoments {
    return this.#whole.moments.toOpen();
  }

  takeBack(tally: OpenTally): void {
    this.#whole.takeBack(tally);
  }

  finish(): CountedColumn {
    return this.#read(this.#whole);
  }

  finishSegment(segment: number): CountedColumn {
    return this.#read(this.#segments.at(segment));
  }

  /** Gathers the values that lie in an interval, and counts them in one go. */
  #addPlain(fields: BatchFields, slot: number, { length, positions }: SelectedRows): void {
    const numbers = fields.numbers(slot);
    const values = this.#whole.scratch(length);
    const hasCodes = this.#cells.codes.length > 0;
    let valueCount = 0;
    // Twice as fast as an iterator.
    for (let index = 0; index < length; index += 1) {
      const row = Number(positions[index]);
      const value = Number(numbers[row]);
      if (Number.isNaN(value)) {
        this.#whole.add(this.#gapAt(fields, slot, row), 1);
      } else if (!hasCodes || !this.#whole.addCode(value)) {
        values[valueCount] = value;
        valueCount += 1;
      }
    }
    this.#whole.addValues(values, valueCount);
  }

  #addEach(fields: BatchFields, slot: number, rows: SelectedRows): void {
    const numbers = fields.numbers(slot);
    const { length, weights, segments } = rows;
    rows.positions.subarray(0, length).forEach((row, index) => {
      const value = Number(numbers[row]);
      const cell = Number.isNaN(value) ? this.#gapAt(fields, slot, row) : this.#cells.cellOf(value);
      const moment = cell < this.#cells.firstCode ? value : NaN;
      const weight = Number(weights[index]);
      const segment = Number(segments[index]);
      this.#whole.add(cell, weight);
      this.#whole.moments.add(moment, weight);
      if (segment < 0) return;
      const tally = this.#segments.at(segment);
      tally.add(cell, weight);
      tally.moments.add(moment, weight);
    });
  }

  #gapAt(fields: BatchFields, slot: number, row: number): number {
    return fields.isMissingNumber(slot, row) ? this.#cells.missing : this.#cells.invalid;
  }

  #read({ counts, moments }: NumericTally): CountedColumn {
    const { layout, firstCode, missing } = this.#cells;
    const [missingCount = 0, invalidCount = 0] = counts.subarray(missing);
    const outOfRangeCount = layout.outOfRangeCount(counts);
    const profileCounts = layout.profileCounts(counts);
    const finished = moments.finish();
    return {
      name: this.bins.name,
      status: 'counted',
      binCounts: layout.binCounts(counts),
      specialCounts: [...counts.subarray(firstCode, missing)],
      missingCount,
      otherCount: 0,
      invalidCount,
      ...(outOfRangeCount !== undefined && { outOfRangeCount }),
      ...(profileCounts !== undefined && { profileCounts }),
      ...(finished !== undefined && { moments: finished }),
      otherLevels: [],
    };
  }
}
