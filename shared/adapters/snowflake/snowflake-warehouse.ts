import type { Connection } from 'snowflake-sdk';
import type { Pause } from '../../application/ports/environment.ts';
import type { Warehouse } from '../../application/ports/warehouse.ts';
import type { WarehouseSource } from '../../domain/data/data-source.ts';
import { InvalidInput } from '../../domain/errors.ts';
import type { Bins } from '../../domain/stability/bin-specification.ts';
import { assertSupportedConvention } from '../../domain/stability/convention.ts';
import type { SampleWindow } from '../../domain/stability/sample-counter.ts';
import type { SampleCounts } from '../../domain/stability/sample-counts.ts';
import { createCountQuery } from './count-query.ts';
import { readCounts } from './read-counts.ts';
import { isWithin } from './read-as.ts';
import { describeStatement, runLongStatement, runStatement } from './run-statement.ts';
import type { SnowflakeConnections } from './snowflake-connections.ts';
import { SnowflakeError, translateError } from './snowflake-errors.ts';
import { quoteName } from './sql-text.ts';
import { WarehouseColumns } from './warehouse-columns.ts';

/** Shown in Snowflake's query history. */
const QUERY_TAG = 'evenkeel';
const SHORT_CAP_MS = 2 * 60_000;
const COUNT_CAP_MS = 60 * 60_000;
/** Longer statements are refused by Snowflake. */
const MAX_STATEMENT_BYTES = 1_000_000;
const NO_SUCH_TABLE = '002003';

/** Measures tables and queries of Snowflake in place: one statement counts, and nothing but counts comes back. */
export class SnowflakeWarehouse implements Warehouse {
  readonly #connections: SnowflakeConnections;
  readonly #pause: Pause;

  constructor(connections: SnowflakeConnections, pause: Pause) {
    this.#connections = connections;
    this.#pause = pause;
  }

  async count(
    source: WarehouseSource,
    bins: Bins,
    { window, signal }: { readonly window?: SampleWindow; readonly signal: AbortSignal },
  ): Promise<SampleCounts> {
    assertSupportedConvention(bins.convention);
    const from = fromOf(source);
    return this.#connections.use((connection) =>
      readable(source, async () => {
        // There may have been none of the sessions free for a while.
        signal.throwIfAborted();
        const columns = await describe(connection, from);
        const { sqlText, present } = createCountQuery(from, bins, { columns, window });
        assertNotTooLong(sqlText);
        const request = { sqlText, queryTag: QUERY_TAG, capMs: COUNT_CAP_MS };
        const { rows } = await runLongStatement(connection, request, { pause: this.#pause, signal });
        return readCounts(rows, { bins, window, columns, present });
      }),
    );
  }

  async hasRows(source: WarehouseSource, window?: SampleWindow): Promise<boolean> {
    const from = fromOf(source);
    return this.#connections.use(async (connection) => {
      try {
        return await readable(source, async () => {
          const where =
            window === undefined ? '' : ` WHERE ${conditionOf(await describe(connection, from), window)}`;
          const sqlText = `SELECT 1 AS EK_ROW FROM ${from}${where} LIMIT 1`;
          const request = { sqlText, queryTag: QUERY_TAG, capMs: SHORT_CAP_MS };
          return (await runStatement(connection, request)).rows.length > 0;
        });
      } catch (error) {
        if (error instanceof InvalidInput && isNoSuchTable(error.cause)) return false;
        throw error;
      }
    });
  }
}

async function describe(connection: Connection, from: string): Promise<WarehouseColumns> {
  const request = { sqlText: `SELECT * FROM ${from}`, queryTag: QUERY_TAG, capMs: SHORT_CAP_MS };
  return new WarehouseColumns(await describeStatement(connection, request));
}

function conditionOf(columns: WarehouseColumns, window: SampleWindow): string {
  const column = columns.find(window.column);
  if (column !== undefined) return isWithin(column, window);
  const message = `There is no column '${window.column}', which holds the times.`;
  throw new InvalidInput(message, [{ pointer: '', message }]);
}

/** A query is put in parentheses: whatever it says, it can be nothing but read from. */
function fromOf({ table, query }: WarehouseSource): string {
  if (query !== undefined) return `(\n${query.replace(/[\s;]+$/, '')}\n) AS EK_SOURCE`;
  return `${(table ?? '')
    .split(/\.(?=(?:[^"]*"[^"]*")*[^"]*$)/)
    .map(toName)
    .join('.')} AS EK_SOURCE`;
}

/** A part of a table's name: quoted as it is, else folded to upper case, as Snowflake does. */
function toName(part: string): string {
  return /^"(?:[^"]|"")+"$/.test(part) ? part : quoteName(part.toUpperCase());
}

/** What Snowflake refuses of the source's own making is the caller's to mend. */
async function readable<T>(source: WarehouseSource, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const translated = translateError(error);
    if (!(translated instanceof SnowflakeError) || !isAboutStatement(translated)) throw error;
    const message = `${source.table ?? 'The query'} cannot be read: ${translated.message}`;
    throw new InvalidInput(message, [{ pointer: '', message }], { cause: translated });
  }
}

/** SQL states of no such thing, of values that cannot be read, and of statements that cannot be compiled. */
function isAboutStatement({ sqlState = '' }: SnowflakeError): boolean {
  return /^(02|22|42)/.test(sqlState);
}

function isNoSuchTable(error: unknown): boolean {
  return error instanceof SnowflakeError && error.code === NO_SUCH_TABLE;
}

function assertNotTooLong(sqlText: string): void {
  const bytes = Buffer.byteLength(sqlText);
  if (bytes <= MAX_STATEMENT_BYTES) return;
  const message = `The bins make a statement of ${bytes} bytes; Snowflake takes a megabyte. Measure fewer columns.`;
  throw new InvalidInput(message, [{ pointer: '', message }]);
}
