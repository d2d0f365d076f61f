import type { DuckDBConnection } from '@duckdb/node-api';
import { invalidFile } from '../../domain/dataset/invalid-file.ts';

/** A column of a file's table; a nested one is one column. */
export interface TableColumn {
  readonly position: number;
  /** As the file has it. */
  readonly name: string;
  /** In DuckDB's words. */
  readonly type: string;
}

/**
 * The columns of a Parquet file in order. DuckDB says what types they are, and the file's schema what names they have:
 * in DuckDB a name that differs from another in capitals only gets a number. Throws InvalidInput for a name that is
 * there twice.
 */
export async function readTableColumns(
  connection: DuckDBConnection,
  { path, table }: { readonly path: string; readonly table: string },
): Promise<readonly TableColumn[]> {
  const schema = await connection.runAndReadAll(
    `SELECT name, coalesce(num_children, 0)::INTEGER FROM parquet_schema('${path.replaceAll("'", "''")}')`,
  );
  const types = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${table}`);
  const names = topNames(schema.getRows());
  const described = types.getRows();
  if (names.length !== described.length) {
    throw invalidFile(`Its schema names ${names.length} columns, and ${described.length} can be read.`);
  }
  const columns = names.map((name, position) => ({ position, name, type: String(described[position]?.[1]) }));
  const seen = new Set<string>();
  for (const { name } of columns) {
    if (seen.has(name)) throw invalidFile(`It names the column '${name}' more than once.`);
    seen.add(name);
  }
  return columns;
}

/** The schema is a tree, written down depth first, each node with the number of its children; the first is the root. */
function topNames(rows: readonly (readonly unknown[])[]): readonly string[] {
  const names: string[] = [];
  // How many nodes of the subtree of the last name are still to come.
  let open = 0;
  for (const [name, children] of rows.slice(1)) {
    if (open === 0) {
      names.push(String(name));
      open = 1;
    }
    open += Number(children) - 1;
  }
  return names;
}
