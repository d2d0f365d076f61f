import { type CategoricalBins, MAX_LEVELS } from '../../domain/stability/bin-specification.ts';
import type { Grouping } from './count-grouping.ts';
import { quoteText } from './sql-text.ts';

/** Levels without a bin are told apart by so many bytes, which so many characters surely hold. */
const MAX_OTHER_CHARACTERS = 256;

/**
 * Counts a categorical column level by level: those with a bin and the empty text (cell 0) all of them, the others
 * (cell 1) as far as they are the most frequent; EK_REST is what the first of these leaves for the others.
 */
export function countLevels({
  index,
  bins: { levels },
  grouping: { segments, size },
}: {
  readonly index: number;
  readonly bins: CategoricalBins;
  readonly grouping: Grouping;
}): string {
  const value = `EK_VALUE_${index}`;
  const known = ['', ...levels].map(quoteText).join(', ');
  const group = [...segments, 'EK_CELL'].join(', ');
  const place = `ROW_NUMBER() OVER (PARTITION BY ${group} ORDER BY EK_SIZE DESC, EK_LEVEL)`;
  return `SELECT ${[...segments, String(index)].join(', ')}, EK_CELL, EK_LEVEL, EK_SIZE,
  IFF(EK_PLACE = 1, EK_TOTAL, 0::FLOAT), NULL::FLOAT, NULL::FLOAT, NULL::FLOAT
FROM (
  SELECT ${group}, EK_LEVEL, EK_SIZE, ${place} AS EK_PLACE,
    SUM(EK_SIZE) OVER (PARTITION BY ${group})::FLOAT AS EK_TOTAL
  FROM (
    SELECT ${group}, EK_LEVEL, ${size} AS EK_SIZE
    FROM (
      SELECT ${[...segments, 'EK_WEIGHT', 'EK_CELL'].join(', ')},
        IFF(EK_CELL = 0, ${value}, LEFT(${value}, ${MAX_OTHER_CHARACTERS})) AS EK_LEVEL
      FROM (
        SELECT ${[...segments, 'EK_WEIGHT', value].join(', ')}, IFF(${value} IN (${known}), 0, 1) AS EK_CELL
        FROM EK_ROWS
      ) AS EK_KNOWN
    ) AS EK_LEVELS
    GROUP BY ${group}, EK_LEVEL
  ) AS EK_COUNTED
) AS EK_PLACED
WHERE EK_CELL = 0 OR EK_PLACE <= ${MAX_LEVELS}`;
}
