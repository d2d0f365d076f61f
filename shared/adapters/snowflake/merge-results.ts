import type { ResultRow } from '../../application/ports/result-sink.ts';
import { KEY_COLUMNS, RESULT_COLUMNS } from './result-columns.ts';

/** Statements of up to a megabyte are what Snowflake advises; a thousand rows of ten bins are some two. */
const MAX_BATCH_ROWS = 1000;
const MAX_BATCH_BYTES = 900_000;

/**
 * Writes rows that are not there yet. They come as one JSON text of arrays, a value a column, and each value is cast by
 * name: the driver's array binds would give a whole column the type of its first row, so that after an integer 0 or
 * a null a fraction is no number any more. A row never changes, so there is nothing to update.
 */
export const MERGE_RESULTS = `MERGE INTO STABILITY_RESULTS AS target
USING (
  SELECT
${RESULT_COLUMNS.map(({ name, type }, index) => `    ${readAs(type, index)} AS ${name}`).join(',\n')}
  FROM TABLE(FLATTEN(INPUT => PARSE_JSON(?)))
) AS source
ON ${KEY_COLUMNS.map(({ name }) => `target.${name} = source.${name}`).join('\n  AND ')}
WHEN NOT MATCHED THEN INSERT (
  ${RESULT_COLUMNS.map(({ name }) => name).join(', ')}
) VALUES (
  ${RESULT_COLUMNS.map(({ name }) => `source.${name}`).join(', ')}
)`;

/** A cast makes a NULL of a JSON null, but a VARIANT keeps it. */
function readAs(type: string, index: number): string {
  return type === 'VARIANT' ? `STRIP_NULL_VALUE(value[${index}])` : `value[${index}]::${type}`;
}

/** The rows as JSON texts, each for one statement. */
export function batchesOf(rows: readonly ResultRow[]): string[] {
  const batches: string[] = [];
  let batch: string[] = [];
  let bytes = 0;
  for (const row of rows) {
    const text = JSON.stringify(RESULT_COLUMNS.map((column) => column.of(row)));
    const size = Buffer.byteLength(text) + 1;
    if (batch.length === MAX_BATCH_ROWS || (batch.length > 0 && bytes + size > MAX_BATCH_BYTES)) {
      batches.push(`[${batch.join(',')}]`);
      batch = [];
      bytes = 0;
    }
    batch.push(text);
    bytes += size;
  }
  return batch.length === 0 ? batches : [...batches, `[${batch.join(',')}]`];
}
