import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/** Writes what a query selects to a file, and gives its bytes. `options` are those of DuckDB's COPY. */
export async function fileOf(query: string, options = 'FORMAT parquet'): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'parquet-test-'));
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  try {
    const connection = await instance.connect();
    await connection.run(`COPY (${query}) TO '${join(folder, 'file')}' (${options})`);
    connection.disconnectSync();
    return await readFile(join(folder, 'file'));
  } finally {
    instance.closeSync();
    await rm(folder, { recursive: true });
  }
}
