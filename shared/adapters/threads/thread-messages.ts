import type { NumberLayout } from '../../domain/dataset/number-room.ts';
import type { BinConvention } from '../../domain/stability/convention.ts';
import type { LentColumn } from '../../domain/stability/number-sink.ts';
import type { OpenTally } from '../../domain/stability/numeric-tally.ts';

/** What a thread is told. */
export type ThreadOrder =
  /** A new sample. */
  | {
      readonly kind: 'begin';
      readonly columns: readonly LentColumn[];
      readonly convention: Pick<BinConvention, 'closed'>;
    }
  /** Another room of the sample, with the next number from 0. */
  | { readonly kind: 'room'; readonly layout: NumberLayout; readonly memory: SharedArrayBuffer }
  /** Rooms that are full, in the order of their rows. */
  | { readonly kind: 'count'; readonly filled: readonly FilledRoom[] }
  | { readonly kind: 'finish' };

export interface FilledRoom {
  readonly room: number;
  readonly rowCount: number;
}

/** What a thread answers. */
export type ThreadAnswer =
  /** It is up; said once. */
  | { readonly kind: 'up' }
  /** These rooms are free again. */
  | { readonly kind: 'counted'; readonly rooms: readonly number[] }
  | { readonly kind: 'finished'; readonly tallies: readonly OpenTally[] };
