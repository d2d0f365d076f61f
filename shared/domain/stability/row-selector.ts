import type { BatchFields, SelectedRows } from './batch-fields.ts';
import { MadeOnDemand } from './made-on-demand.ts';
import type { LeftOutRows, WeightSums } from './sample-counts.ts';
import { type SegmentColumn, SegmentTable } from './segment-table.ts';

/** By which columns, given by their slots, rows are left out, weighed and grouped. */
export interface RowSelection {
  /** Only rows whose time lies in [from, to), epoch milliseconds. */
  readonly window: { readonly slot: number; readonly from: number; readonly to: number } | undefined;
  readonly weightSlot: number | undefined;
  readonly segmentColumns: readonly SegmentColumn[];
}

/** How many rows a group has, and what they weigh. */
export interface GroupSize {
  readonly rowCount: number;
  readonly weights?: WeightSums;
}

/** The sums of a group that is still being counted. */
class RunningSize {
  rowCount = 0;
  #sum = 0;
  #sumOfSquares = 0;

  add(weight: number): void {
    this.rowCount += 1;
    this.#sum += weight;
    this.#sumOfSquares += weight * weight;
  }

  finish(isWeighted: boolean): GroupSize {
    const { rowCount } = this;
    return isWeighted
      ? { rowCount, weights: { sum: this.#sum, sumOfSquares: this.#sumOfSquares } }
      : { rowCount };
  }
}

/**
 * Decides which rows count, and how much, and to which segment they belong. The window comes first: a row outside of it
 * is no other fault's.
 */
export class RowSelector {
  readonly #selection: RowSelection;
  readonly #segments: SegmentTable | undefined;
  readonly #isWeighted: boolean;
  readonly #whole = new RunningSize();
  readonly #sizes = new MadeOnDemand(() => new RunningSize());
  readonly #leftOut = { outsideWindow: 0, withoutTime: 0, withoutWeight: 0, beyondSegmentLimit: 0 };
  /** Ascending from 0 until rows are left out. */
  #positions = new Int32Array(0);
  #weights = new Float64Array(0);
  #segmentOf = new Int32Array(0);

  constructor(selection: RowSelection) {
    this.#selection = selection;
    this.#isWeighted = selection.weightSlot !== undefined;
    if (selection.segmentColumns.length > 0) this.#segments = new SegmentTable(selection.segmentColumns);
  }

  /** The rows of a batch that count; what it answers is valid until the next call. */
  select(fields: BatchFields): SelectedRows {
    this.#reserve(fields.rowCount);
    const length = this.#keepWeighted(fields, this.#keepWindow(fields));
    this.#findSegments(fields, length);
    return {
      length,
      positions: this.#positions,
      isPlain: !this.#isWeighted && this.#segments === undefined,
      weights: this.#weights,
      segments: this.#segmentOf,
    };
  }

  get whole(): GroupSize {
    return this.#whole.finish(this.#isWeighted);
  }

  /** The keys of the segments in the order in which they came, and how large these are; none without segments. */
  get segments(): readonly { readonly key: readonly string[]; readonly size: GroupSize }[] | undefined {
    return this.#segments?.keys.map((key, segment) => ({
      key,
      size: this.#sizes.at(segment).finish(this.#isWeighted),
    }));
  }

  /** Undefined when no row was left out. */
  get leftOut(): LeftOutRows | undefined {
    const reasons = Object.entries(this.#leftOut).filter(([, count]) => count > 0);
    return reasons.length === 0 ? undefined : Object.fromEntries(reasons);
  }

  #reserve(rowCount: number): void {
    if (this.#positions.length >= rowCount) return;
    this.#positions = Int32Array.from({ length: rowCount }, (_, row) => row);
    this.#segmentOf = new Int32Array(rowCount).fill(-1);
    this.#weights = new Float64Array(rowCount).fill(1);
  }

  #keepWindow(fields: BatchFields): number {
    const { window } = this.#selection;
    if (window === undefined) return this.#keepAll(fields.rowCount);
    let length = 0;
    for (let row = 0; row < fields.rowCount; row += 1) {
      const instant = fields.instant(window.slot, row);
      if (instant >= window.from && instant < window.to) {
        this.#positions[length] = row;
        length += 1;
      } else if (Number.isNaN(instant)) {
        this.#leftOut.withoutTime += 1;
      } else {
        this.#leftOut.outsideWindow += 1;
      }
    }
    return length;
  }

  #keepAll(rowCount: number): number {
    if (this.#isWeighted) for (let row = 0; row < rowCount; row += 1) this.#positions[row] = row;
    return rowCount;
  }

  #keepWeighted(fields: BatchFields, length: number): number {
    const { weightSlot } = this.#selection;
    if (weightSlot === undefined) {
      this.#whole.rowCount += length;
      return length;
    }
    const weights = fields.numbers(weightSlot);
    let kept = 0;
    for (const row of this.#positions.subarray(0, length)) {
      // `+ 0` makes a negative zero a zero.
      const weight = Number(weights[row]) + 0;
      if (!(weight >= 0 && weight < Infinity)) continue;
      this.#positions[kept] = row;
      this.#weights[kept] = weight;
      this.#whole.add(weight);
      kept += 1;
    }
    this.#leftOut.withoutWeight += length - kept;
    return kept;
  }

  #findSegments(fields: BatchFields, length: number): void {
    const segments = this.#segments;
    if (segments === undefined) return;
    this.#positions.subarray(0, length).forEach((row, index) => {
      const segment = segments.segmentOf(fields, row);
      this.#segmentOf[index] = segment;
      if (segment < 0) this.#leftOut.beyondSegmentLimit += 1;
      else this.#sizes.at(segment).add(Number(this.#weights[index]));
    });
  }
}
