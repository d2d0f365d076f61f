import type { DuckDBConnection, DuckDBDataChunk, DuckDBResult } from '@duckdb/node-api';
import type { ParquetDecoder, ParquetSink } from '../../application/ports/sample-reader.ts';
import { invalidFile } from '../../domain/dataset/invalid-file.ts';
import { columnDecoder, type ColumnDecoder } from './decode-column.ts';
import { isFatal, translateDuckDbError } from './duckdb-errors.ts';
import { DuckDbSession, type DuckDbSettings } from './duckdb-session.ts';
import { readTableColumns, type TableColumn } from './read-table-columns.ts';
import { TemporaryFiles } from './temporary-files.ts';
import { Turns } from './turns.ts';

/** Each holds a row group for every thread, and all share the limit of memory. */
const MAX_DECODED_AT_ONCE = 2;

/**
 * Decodes Parquet files with DuckDB. The file is fetched to the local disk first: its directory is at its end, and
 * DuckDB reads what it needs in any order. Rows come in batches of 2,048, so that memory depends on the size of the
 * file's row groups, not on its length.
 */
export class DuckDbParquetDecoder implements ParquetDecoder {
  readonly #session: DuckDbSession;
  readonly #files: TemporaryFiles;
  readonly #turns = new Turns(MAX_DECODED_AT_ONCE);

  constructor(settings: DuckDbSettings, files: TemporaryFiles = new TemporaryFiles()) {
    this.#session = new DuckDbSession(settings);
    this.#files = files;
  }

  async decode(content: AsyncIterable<Uint8Array>, sink: ParquetSink, signal?: AbortSignal): Promise<void> {
    await this.#files.with(content, (path) =>
      this.#turns.take(() => this.#decodeFile(path, sink, signal), signal),
    );
  }

  /** Frees DuckDB's memory; the next file loads it again. */
  close(): Promise<void> {
    return this.#session.close();
  }

  async #decodeFile(path: string, sink: ParquetSink, signal: AbortSignal | undefined): Promise<void> {
    const folder = await this.#files.folder();
    await this.#session.withConnection({ folder, signal }, async (connection) => {
      const ask = <T>(question: () => Promise<T>): Promise<T> => this.#ask(question, path, signal);
      const table = `read_parquet('${path.replaceAll("'", "''")}', hive_partitioning = false)`;
      const columns = await ask(() => readTableColumns(connection, { path, table }));
      const wanted = sink.header(columns.map(({ name }) => name)).map((asked) => at(columns, asked));
      await decodeRows({ connection, table, columns, wanted, sink, ask, signal });
    });
  }

  async #ask<T>(question: () => Promise<T>, path: string, signal: AbortSignal | undefined): Promise<T> {
    signal?.throwIfAborted();
    try {
      return await question();
    } catch (error) {
      if (isFatal(error)) this.#session.abandon();
      // An interrupted query fails, too, but with the signal's reason.
      signal?.throwIfAborted();
      throw translateDuckDbError(error, path);
    }
  }
}

interface Decoding {
  readonly connection: DuckDBConnection;
  readonly table: string;
  readonly columns: readonly TableColumn[];
  readonly wanted: readonly TableColumn[];
  readonly sink: ParquetSink;
  readonly ask: <T>(question: () => Promise<T>) => Promise<T>;
  readonly signal: AbortSignal | undefined;
}

async function decodeRows({
  connection,
  table,
  columns,
  wanted,
  sink,
  ask,
  signal,
}: Decoding): Promise<void> {
  const decoders = decodersOf(wanted);
  const selected = decoders.flatMap(({ expressions }) => expressions);
  // Of no column only the rows are of interest.
  const expressions = selected.length === 0 ? ['true'] : selected;
  // Names may differ in capitals only, which DuckDB would take for one: here they have others.
  const names = columns.map(({ position }) => nameOf(position));
  const query = `SELECT ${expressions.join(', ')} FROM ${table} AS file(${names.join(', ')})`;
  const result = await ask(() => connection.stream(query));
  // The next rows are decoded, on DuckDB's threads, while these are counted on ours.
  let next = ask(() => nextChunk(result));
  try {
    for (let chunk = await next; chunk !== undefined; chunk = await next) {
      signal?.throwIfAborted();
      next = ask(() => nextChunk(result));
      sink.decodedRows({ rowCount: chunk.rowCount, columns: decodeChunk(chunk, decoders) });
    }
  } finally {
    // The connection may not be given back while it is asked something.
    await next.catch(() => undefined);
  }
}

function decodersOf(wanted: readonly TableColumn[]): readonly ColumnDecoder[] {
  const found = wanted.map((column) => ({
    column,
    decoder: columnDecoder(column.type, nameOf(column.position)),
  }));
  const refused = found.filter(({ decoder }) => decoder === undefined);
  if (refused.length > 0) {
    const faults = refused.map(({ column }) => `'${column.name}' is of type ${column.type}`);
    throw invalidFile(
      `Only numbers, texts, dates and times can be measured; column ${faults.join(', column ')}.`,
    );
  }
  return found.flatMap(({ decoder }) => (decoder === undefined ? [] : [decoder]));
}

function nameOf(position: number): string {
  return `c${position}`;
}

async function nextChunk(result: DuckDBResult): Promise<DuckDBDataChunk | undefined> {
  const chunk = await result.fetchChunk();
  return chunk === null || chunk.rowCount === 0 ? undefined : chunk;
}

function decodeChunk(
  chunk: DuckDBDataChunk,
  decoders: readonly ColumnDecoder[],
): ReturnType<ColumnDecoder['decode']>[] {
  let at = 0;
  return decoders.map(({ expressions, decode }) => {
    const from = at;
    at += expressions.length;
    return decode(expressions.map((_, index) => chunk.getColumnVector(from + index)));
  });
}

function at(columns: readonly TableColumn[], asked: ReturnType<ParquetSink['header']>[number]): TableColumn {
  const position = typeof asked === 'number' ? asked : asked.position;
  const column = columns[position];
  if (column === undefined) throw new RangeError(`The file has no column at position ${position}.`);
  return column;
}
