import { InvalidInput } from '../errors.ts';
import type { Bins, CategoricalBins, ColumnBins, NumericBins, UnbinnedColumn } from './bin-specification.ts';
import type { ColumnCounts, CountedColumn, GroupCounts } from './sample-counts.ts';

/** A column's bins beside what a sample has in them. */
export type MatchedColumn =
  | {
      readonly status: 'counted';
      readonly column: NumericBins | CategoricalBins;
      readonly counts: CountedColumn;
    }
  | { readonly status: 'missing-column'; readonly column: NumericBins | CategoricalBins }
  | { readonly status: 'not-computable'; readonly column: UnbinnedColumn };

/** The columns of a sample beside their bins. Throws InvalidInput for a sample that other bins counted. */
export function matchCounts(bins: Pick<Bins, 'columns'>, sample: GroupCounts): MatchedColumn[] {
  return pairLists(bins.columns, sample.columns).map(([column, counts]) => matchColumn(column, counts));
}

/** Two lists as one of pairs. Throws InvalidInput where they differ in length: the counts are of other bins. */
export function pairLists<A, B>(left: readonly A[], right: readonly B[]): (readonly [left: A, right: B])[] {
  if (right.length > left.length) throw foreignCounts();
  return left.map((one, index) => {
    const other = right[index];
    if (other === undefined) throw foreignCounts();
    return [one, other];
  });
}

function matchColumn(column: ColumnBins, counts: ColumnCounts): MatchedColumn {
  if (column.name !== counts.name) throw foreignCounts();
  if (column.status === 'not-computable') {
    if (counts.status === 'counted') throw foreignCounts();
    return { status: 'not-computable', column };
  }
  if (counts.status === 'counted' && fits(column, counts)) return { status: 'counted', column, counts };
  if (counts.status === 'missing-column') return { status: 'missing-column', column };
  throw foreignCounts();
}

function fits(column: NumericBins | CategoricalBins, counts: CountedColumn): boolean {
  const [bins, specialBins] =
    column.type === 'numeric'
      ? [column.binEdges.length + 1, column.specialCodes.length]
      : [(column.groups?.labels ?? column.levels).length, 0];
  return counts.binCounts.length === bins && counts.specialCounts.length === specialBins;
}

/** What is thrown for counts that other bins have counted. */
export function foreignCounts(): InvalidInput {
  const message = 'The counts do not belong to this bin specification.';
  return new InvalidInput(message, [{ pointer: '/columns', message }]);
}
