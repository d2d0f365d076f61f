import type { BlobSource } from '../domain/data/data-source.ts';
import type { SampleSink } from '../domain/dataset/sample-sink.ts';
import { InvalidInput, type Issue } from '../domain/errors.ts';
import type { BaselineOptions } from '../domain/stability/baseline-options.ts';
import type { BinSpecification } from '../domain/stability/bin-specification.ts';
import { freezeBins } from '../domain/stability/freeze-bins.ts';
import type { FindSampleFiles } from './find-sample-files.ts';
import type { ReadSample } from './ports/sample-reader.ts';

export type FreezeOutcome =
  | { readonly outcome: 'frozen'; readonly specification: BinSpecification }
  | {
      readonly outcome: 'refused';
      /** Pointers are into the options, or empty for a fault of the file. */
      readonly issues: readonly Issue[];
      /** The columns of the file, as far as it could be read. */
      readonly columnNames: readonly string[] | undefined;
    };

export interface BaselineReading {
  readonly findSampleFiles: FindSampleFiles;
  readonly readSample: ReadSample;
}

/** A baseline belongs to no run: its path has no placeholder for an interval to fill in. */
export const NO_INTERVAL = { from: 0, to: 0 };

/**
 * Makes a bin specification of files, which are read twice. Throws Unavailable, also where they change meanwhile.
 */
export async function freezeBaseline(
  { findSampleFiles, readSample }: BaselineReading,
  source: BlobSource,
  options: BaselineOptions,
): Promise<FreezeOutcome> {
  let columnNames: readonly string[] | undefined;
  try {
    const { path, files } = await findSampleFiles(source, NO_INTERVAL);
    if (files.length === 0) throw refusal(`there is no blob '${path}'`);
    const read = async (sink: SampleSink): Promise<void> => {
      const watched = watching(sink, (names) => {
        columnNames = names;
      });
      await readSample({ files, format: source.format, sink: watched });
    };
    const { format } = source;
    const decimalComma = format.type === 'csv' && format.decimalComma;
    const specification = await freezeBins(read, options, { decimalComma });
    if (specification.expected.rowCount === 0) throw refusal('the baseline has no rows');
    return { outcome: 'frozen', specification };
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return { outcome: 'refused', issues: error.issues, columnNames };
  }
}

/** The sink, with a look at the column names that it is told. */
function watching(sink: SampleSink, see: (names: readonly string[]) => void): SampleSink {
  return {
    header(names) {
      see(names);
      return sink.header(names);
    },
    rows: (batch) => {
      sink.rows(batch);
    },
    decodedRows: (batch) => {
      sink.decodedRows(batch);
    },
  };
}

function refusal(message: string): InvalidInput {
  return new InvalidInput(`The baseline cannot be frozen: ${message}.`, [{ pointer: '', message }]);
}
