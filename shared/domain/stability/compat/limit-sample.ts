import type { SampleSink } from '../../dataset/sample-sink.ts';
import { InvalidInput } from '../../errors.ts';

/** How much of a sample may be held in memory. */
export interface SampleLimits {
  readonly columns: number;
  readonly rows: number;
  /** Rows times columns. */
  readonly values: number;
}

/**
 * Gives a sample to `sink` as long as it keeps within the limits, counting the columns that the sink asks for. Throws
 * InvalidInput as soon as it does not, before the rows beyond are held.
 */
export function limitSample(sink: SampleSink, limits: SampleLimits): SampleSink {
  let columnCount = 0;
  let rowCount = 0;
  return {
    header(names) {
      const positions = sink.header(names);
      columnCount = positions.length;
      if (columnCount > limits.columns) throw tooLarge(`${columnCount} columns, more than ${limits.columns}`);
      return positions;
    },
    rows(batch) {
      take(batch.rowCount);
      sink.rows(batch);
    },
    decodedRows(batch) {
      take(batch.rowCount);
      sink.decodedRows(batch);
    },
  };

  function take(rows: number): void {
    rowCount += rows;
    if (rowCount > limits.rows) throw tooLarge(`more than ${limits.rows} rows`);
    if (rowCount * columnCount > limits.values) {
      throw tooLarge(`more than ${limits.values} values in ${columnCount} columns`);
    }
  }
}

function tooLarge(what: string): InvalidInput {
  const message = `has ${what}, too many to hold in memory; name fewer columns, or give a part of the rows`;
  return new InvalidInput(`The sample ${message}.`, [{ pointer: '', message }]);
}
