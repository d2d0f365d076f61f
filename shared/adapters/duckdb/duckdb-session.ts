import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

export interface DuckDbSettings {
  /** Threads that decode. */
  readonly threads: number;
  readonly memoryLimitMb: number;
}

/**
 * The one DuckDB of a process, in memory. It is loaded when first used: its library is some 70 MB, and most processes
 * read no Parquet. It can read files of one folder, and reach nothing else.
 */
export class DuckDbSession {
  readonly #settings: DuckDbSettings;
  #instance: Promise<DuckDBInstance> | undefined;

  constructor(settings: DuckDbSettings) {
    this.#settings = settings;
  }

  /** Calls `work` with a connection of its own; an aborted signal interrupts what it is doing. */
  async withConnection<T>(
    { folder, signal }: { readonly folder: string; readonly signal?: AbortSignal | undefined },
    work: (connection: DuckDBConnection) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted();
    const connection = await (await this.#open(folder)).connect();
    const interrupt = (): void => {
      connection.interrupt();
    };
    signal?.addEventListener('abort', interrupt);
    try {
      return await work(connection);
    } finally {
      signal?.removeEventListener('abort', interrupt);
      connection.disconnectSync();
    }
  }

  /** Gives up the instance; the next use makes another. */
  async close(): Promise<void> {
    const instance = this.#instance;
    this.#instance = undefined;
    if (instance !== undefined) (await instance).closeSync();
  }

  /** Gives up an instance that has failed; connections that still use it end by themselves. */
  abandon(): void {
    this.#instance = undefined;
  }

  #open(folder: string): Promise<DuckDBInstance> {
    this.#instance ??= create(folder, this.#settings).catch((error: unknown) => {
      this.#instance = undefined;
      throw error;
    });
    return this.#instance;
  }
}

async function create(folder: string, { threads, memoryLimitMb }: DuckDbSettings): Promise<DuckDBInstance> {
  const { DuckDBInstance: Instance } = await import('@duckdb/node-api');
  const instance = await Instance.create(':memory:', {
    threads: String(threads),
    memory_limit: `${memoryLimitMb}MB`,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  try {
    // Lists cannot be given above, and what is set last forbids what was set before.
    await connection.run(`SET allowed_directories = ['${folder.replaceAll("'", "''")}']`);
    // Nothing that is read here needs to be put aside on disk.
    await connection.run("SET temp_directory = ''");
    await connection.run('SET enable_external_access = false');
    // Some 2,048 rows of fifty columns fit into the usual megabyte: with no more, its threads wait for ours.
    await connection.run("SET streaming_buffer_size = '4MB'");
    await connection.run('SET lock_configuration = true');
  } finally {
    connection.disconnectSync();
  }
  return instance;
}
