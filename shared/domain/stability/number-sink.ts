import type { NumberLayout, NumberRoom } from '../dataset/number-room.ts';
import type { NumericBins } from './bin-specification.ts';
import type { OpenMoments } from './running-moments.ts';

/** Takes numbers, to count them elsewhere in the order in which they come. */
export interface NumberSink {
  /** Room for a batch, of this layout or one for more rows. */
  room(layout: NumberLayout): NumberRoom;
  /** Takes the first rows of the room that was handed out last, which is not to be touched any more. */
  take(rowCount: number): void;
}

/** A column whose numbers are counted elsewhere from some row on. Plain data. */
export interface LentColumn {
  /** Which column of the batches it is. */
  readonly slot: number;
  readonly bins: NumericBins;
  readonly moments: OpenMoments;
}
