import type { DuckDBConnection } from '@duckdb/node-api';
import { z } from 'zod';
import { Refused } from './refused.ts';
import type { Token } from './sql-tokens.ts';

const NAMES = `SELECT table_name AS name FROM information_schema.tables
  UNION SELECT column_name FROM information_schema.columns`;
const names = z.array(z.object({ name: z.string() }));

/**
 * DuckDB takes "score" for SCORE, Snowflake does not. Names that are written unlike any table or column that differs
 * from them in case only are refused.
 */
export class IdentifierCase {
  readonly #connection: DuckDBConnection;
  #known: Promise<ReadonlyMap<string, ReadonlySet<string>>> | undefined;

  constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  /** The tables have changed. */
  forget(): void {
    this.#known = undefined;
  }

  async check(tokens: readonly Token[]): Promise<void> {
    this.#known ??= this.#read();
    const known = await this.#known;
    for (const { kind, text } of tokens) {
      if (kind !== 'quoted' && kind !== 'word') continue;
      const name = kind === 'quoted' ? text.slice(1, -1).replaceAll('""', '"') : text;
      if (known.get(name.toUpperCase())?.has(name) === false) {
        throw new Refused('000904', '42000', `SQL compilation error: invalid identifier '${text}'`);
      }
    }
  }

  async #read(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
    const reader = await this.#connection.runAndReadAll(NAMES);
    const known = new Map<string, Set<string>>();
    for (const { name } of names.parse(reader.getRowObjectsJson())) {
      const alike = known.get(name.toUpperCase()) ?? new Set();
      known.set(name.toUpperCase(), alike.add(name));
    }
    return known;
  }
}
