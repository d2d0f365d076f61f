import { invalidFile } from '../../domain/dataset/invalid-file.ts';
import { InvalidInput, Unavailable } from '../../domain/errors.ts';

/** How DuckDB's messages begin that say that nothing more can be had from the instance. */
const FATAL = /^(FATAL|INTERNAL) Error|database has been invalidated/;

const OUT_OF_MEMORY = /^Out of Memory Error|could not allocate|bad_alloc/i;

/** Whether the instance that said so is of no further use. */
export function isFatal(error: unknown): boolean {
  return error instanceof Error && FATAL.test(error.message);
}

/**
 * What a failed query over a file means: a lack of memory may be over at the next try; everything else that DuckDB
 * has to say of a query that it understood is the file's fault. `path`, where it lay meanwhile, is left out.
 */
export function translateDuckDbError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || error instanceof InvalidInput) return error;
  if (OUT_OF_MEMORY.test(error.message)) {
    return new Unavailable('There is not enough memory to decode the Parquet file.', undefined, {
      cause: error,
    });
  }
  const [firstLine = ''] = error.message.split('\n');
  const said = firstLine.replaceAll(path, 'the file').trim();
  return invalidFile(`It is not a Parquet file that can be decoded (${said}).`);
}
