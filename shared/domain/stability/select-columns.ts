import type { BinSpecification } from './bin-specification.ts';
import type { GroupCounts } from './sample-counts.ts';

/** The specification of a part of the columns, in its own order; names that it does not have are passed over. */
export function selectColumns(specification: BinSpecification, names: ReadonlySet<string>): BinSpecification {
  const { columns, expected } = specification;
  const isWanted = columns.map(({ name }) => names.has(name));
  const select = <T extends GroupCounts>(counts: T): T => ({
    ...counts,
    columns: counts.columns.filter((_, index) => isWanted[index] === true),
  });
  const { segments } = expected;
  return {
    ...specification,
    columns: columns.filter((_, index) => isWanted[index] === true),
    expected: {
      ...select(expected),
      ...(segments === undefined ? {} : { segments: segments.map(select) }),
    },
  };
}
