import type { NumberLayout, NumberRoom } from '../dataset/number-room.ts';
import type { CsvRowBatch } from '../dataset/row-batch.ts';
import type { BatchFields } from './batch-fields.ts';
import type { NumericColumnCounter } from './numeric-column-counter.ts';
import type { LentColumn, NumberSink } from './number-sink.ts';
import type { OpenTally } from './numeric-tally.ts';

/** The numeric columns of a sample whose numbers are counted elsewhere; what is no number is still counted here. */
export class LentNumbers {
  readonly #counters: ReadonlyMap<number, NumericColumnCounter>;
  readonly #sink: NumberSink;
  /** The same, in an array. */
  readonly #counterAt: readonly (NumericColumnCounter | undefined)[];
  #room: NumberRoom | undefined;

  /** By the columns' slots. */
  constructor(counters: ReadonlyMap<number, NumericColumnCounter>, sink: NumberSink) {
    this.#counters = counters;
    this.#sink = sink;
    const slotCount = Math.max(...counters.keys()) + 1;
    this.#counterAt = Array.from({ length: slotCount }, (_, slot) => counters.get(slot));
  }

  /** What whoever counts has to know. */
  get columns(): LentColumn[] {
    return [...this.#counters].map(([slot, counter]) => ({
      slot,
      bins: counter.bins,
      moments: counter.lend(),
    }));
  }

  /** Where a reader is to put the next batch's numbers; the same until they have come. */
  room(layout: NumberLayout): NumberRoom {
    if (this.#room === undefined || this.#room.layout.rowCount < layout.rowCount)
      this.#room = this.#sink.room(layout);
    return this.#room;
  }

  /** Passes on a batch whose numbers are in the room. */
  pass(fields: BatchFields, { rowCount, columnCount, gaps, gapCount }: CsvRowBatch): void {
    for (const gap of gaps.subarray(0, gapCount)) {
      const slot = gap % columnCount;
      this.#counterAt[slot]?.addGap(fields, slot, (gap - slot) / columnCount);
    }
    this.#room = undefined;
    this.#sink.take(rowCount);
  }

  takeBack(tallies: readonly OpenTally[]): void {
    [...this.#counters.values()].forEach((counter, index) => {
      const tally = tallies[index];
      if (tally === undefined) throw new Error('Fewer columns came back than were lent.');
      counter.takeBack(tally);
    });
  }
}
