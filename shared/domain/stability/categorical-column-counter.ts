import { decodeForDisplay } from '../dataset/decode-text.ts';
import type { BatchFields, ByteRange, SelectedRows } from './batch-fields.ts';
import { type CategoricalBins, MAX_LEVELS } from './bin-specification.ts';
import type { ColumnCounter } from './column-counter.ts';
import type { BinConvention } from './convention.ts';
import { LevelTable } from './level-table.ts';
import { MadeOnDemand } from './made-on-demand.ts';
import type { CountedColumn, OtherLevel } from './sample-counts.ts';
import { Tally } from './tally.ts';

const REPORTED_LEVELS = 10;
/** Levels without a bin are told apart by so many bytes: free text must not fill the memory. */
const MAX_OTHER_BYTES = 256;

/** One count per level that has a bin, then of missing values and of the others. */
class CategoricalTally extends Tally {
  /** By their position among the levels without a bin. */
  readonly others = new Map<number, number>();

  addOther(other: number, weight: number): void {
    this.others.set(other, (this.others.get(other) ?? 0) + weight);
  }
}

export class CategoricalColumnCounter implements ColumnCounter {
  readonly #bins: CategoricalBins;
  readonly #reportedLevels: number;
  readonly #levels: LevelTable;
  /** Those of the whole sample, also for its segments. */
  readonly #others = new LevelTable(MAX_LEVELS);
  readonly #missing: number;
  readonly #other: number;
  readonly #whole: CategoricalTally;
  readonly #segments = new MadeOnDemand(() => new CategoricalTally(this.#other + 1));

  constructor(bins: CategoricalBins, { unseen }: Pick<BinConvention, 'unseen'>) {
    const encoder = new TextEncoder();
    this.#bins = bins;
    this.#reportedLevels = unseen === 'own-bins' ? MAX_LEVELS : REPORTED_LEVELS;
    this.#levels = new LevelTable(bins.levels.length);
    for (const level of bins.levels) {
      const bytes = encoder.encode(level);
      this.#levels.place(bytes, 0, bytes.length);
    }
    this.#missing = bins.levels.length;
    this.#other = this.#missing + 1;
    this.#whole = new CategoricalTally(this.#other + 1);
  }

  add(fields: BatchFields, slot: number, rows: SelectedRows): void {
    const { length, positions, weights, segments } = rows;
    positions.subarray(0, length).forEach((row, index) => {
      const text = fields.text(slot, row);
      const cell = this.#cellOf(text);
      const other = cell === this.#other ? this.#placeOther(text) : -1;
      const weight = Number(weights[index]);
      const segment = Number(segments[index]);
      this.#whole.add(cell, weight);
      if (other >= 0) this.#whole.addOther(other, weight);
      if (segment < 0) return;
      const tally = this.#segments.at(segment);
      tally.add(cell, weight);
      if (other >= 0) tally.addOther(other, weight);
    });
  }

  finish(): CountedColumn {
    return this.#read(this.#whole);
  }

  finishSegment(segment: number): CountedColumn {
    return this.#read(this.#segments.at(segment));
  }

  #cellOf({ bytes, start, end }: ByteRange): number {
    if (start === end) return this.#missing;
    const level = this.#levels.find(bytes, start, end);
    return level < 0 ? this.#other : level;
  }

  /** -1 beyond the limit. */
  #placeOther({ bytes, start, end }: ByteRange): number {
    let cut = Math.min(end, start + MAX_OTHER_BYTES);
    // Not within a character: its later bytes are 10xxxxxx.
    while (cut < end && cut > start && (Number(bytes[cut]) & 0xc0) === 0x80) cut -= 1;
    return this.#others.place(bytes, start, cut);
  }

  #read(tally: CategoricalTally): CountedColumn {
    const [missingCount = 0, otherCount = 0] = tally.counts.subarray(this.#missing);
    return {
      name: this.#bins.name,
      status: 'counted',
      binCounts: this.#binCounts(tally.counts.subarray(0, this.#missing)),
      specialCounts: [],
      missingCount,
      otherCount,
      invalidCount: 0,
      otherLevels: this.#otherLevels(tally.others),
    };
  }

  #binCounts(counts: Float64Array): number[] {
    const { groups } = this.#bins;
    if (groups === undefined) return [...counts];
    const sums = new Tally(groups.labels.length);
    counts.forEach((count, level) => {
      sums.add(Number(groups.binOfLevel[level]), count);
    });
    return [...sums.counts];
  }

  #otherLevels(others: CategoricalTally['others']): OtherLevel[] {
    // Bytes that are no UTF-8 may look alike.
    const byLevel = new Map<string, number>();
    this.#others.levels.forEach((bytes, position) => {
      const weight = others.get(position) ?? 0;
      const level = decodeForDisplay(bytes);
      if (weight > 0) byLevel.set(level, (byLevel.get(level) ?? 0) + weight);
    });
    return [...byLevel]
      .map(([level, weight]) => ({ level, count: weight }))
      .sort((a, b) => b.count - a.count || (a.level < b.level ? -1 : 1))
      .slice(0, this.#reportedLevels);
  }
}
