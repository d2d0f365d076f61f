import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { bindTypeOf, boundRows, boundTexts, type Bindings } from './bind-values.ts';
import { encodeCounts, encodeRows, type EncodedRows } from './encode-result.ts';
import { IdentifierCase } from './identifier-case.ts';
import { unknownTo } from './refused.ts';
import { MACROS } from './sql-functions.ts';
import { tokensOf, type Token } from './sql-tokens.ts';
import { translateCreate } from './translate-ddl.ts';
import { translateExpressions, type Translated } from './translate-expressions.ts';

export interface Statement {
  readonly sqlText: string;
  readonly binds: Bindings;
}

export interface StatementResult extends EncodedRows {
  readonly statementTypeId: number;
}

/** Where a session's names without a database or schema are looked for. */
export interface Namespace {
  readonly database: string;
  readonly schema: string;
}

export interface LoadedColumn {
  readonly name: string;
  readonly type: 'FLOAT' | 'VARCHAR';
}

const NO_EXTENSIONS = { autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' };

/** Snowflake's numbers for kinds of statements; DDL is 0x6000 and above. */
const DDL = 0x6000;
const SELECT = 0x1000;
const DML: ReadonlyMap<string, DmlKind> = new Map([
  ['INSERT', { id: 0x3100, count: 'number of rows inserted' }],
  ['UPDATE', { id: 0x3200, count: 'number of rows updated' }],
  ['DELETE', { id: 0x3300, count: 'number of rows deleted' }],
]);
const MERGE = 0x3400;
const QUERIES = new Set(['SELECT', 'WITH', 'MERGE', ...DML.keys()]);

interface DmlKind {
  readonly id: number;
  readonly count: string;
}

/**
 * Runs statements of Snowflake in DuckDB, in memory, one after the other: Snowflake locks a table for a MERGE, where
 * two of DuckDB's would conflict.
 */
export class StatementEngine {
  readonly #connection: DuckDBConnection;
  readonly #instance: DuckDBInstance;
  readonly #names: IdentifierCase;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance;
    this.#connection = connection;
    this.#names = new IdentifierCase(connection);
  }

  static async open({ database, schema }: Namespace): Promise<StatementEngine> {
    const instance = await DuckDBInstance.create(':memory:', { ...NO_EXTENSIONS, threads: '1' });
    const connection = await instance.connect();
    await connection.run(`ATTACH ':memory:' AS ${database}`);
    await connection.run(`CREATE SCHEMA ${database}.${schema}`);
    await connection.run(`USE ${database}.${schema}`);
    for (const macro of MACROS) await connection.run(macro);
    return new StatementEngine(instance, connection);
  }

  /** Waits for the statement that is running: DuckDB does not survive a close below one. */
  async close(): Promise<void> {
    await this.#last;
    this.#connection.closeSync();
    this.#instance.closeSync();
  }

  /** Makes a table of a CSV file, each column of the given type; an empty field is NULL, and so is what is no number. */
  async loadCsv(table: string, columns: readonly LoadedColumn[], path: string): Promise<void> {
    const read = columns.map(({ name, type }) => {
      const quoted = `"${name.replaceAll('"', '""')}"`;
      return type === 'FLOAT' ? `TRY_CAST(${quoted} AS DOUBLE) AS ${quoted}` : quoted;
    });
    const options = "header = true, all_varchar = true, nullstr = '', delim = ','";
    await this.#connection.run(
      `CREATE OR REPLACE TABLE ${table} AS SELECT ${read.join(', ')} FROM read_csv('${path}', ${options})`,
    );
    this.#names.forget();
  }

  /** Throws Refused for what it has not been taught, and DuckDB's own errors. */
  async run(statement: Statement): Promise<StatementResult> {
    const running = this.#last.then(() => this.#run(statement));
    this.#last = running.catch(() => undefined);
    return running;
  }

  async #run({ sqlText, binds }: Statement): Promise<StatementResult> {
    const tokens = withoutSemicolon(tokensOf(sqlText));
    const [first = 'an empty statement', second] = tokens.map(({ text }) => text);
    if (first === 'GRANT' || (first === 'CREATE' && second === 'ROLE')) return executed();
    if (first === 'CREATE') return this.#create(tokens);
    if (!QUERIES.has(first)) throw unknownTo(`the statement ${first}`);
    await this.#names.check(tokens);
    const translated = translateExpressions(tokens, (name) => bindTypeOf(binds, name));
    if (first === 'MERGE') return this.#merge(translated, binds);
    const dml = DML.get(first);
    return dml === undefined ? this.#select(translated, binds) : this.#change(translated, binds, dml);
  }

  async #create(tokens: readonly Token[]): Promise<StatementResult> {
    await this.#connection.run(translateCreate(tokens));
    this.#names.forget();
    return executed();
  }

  async #select({ sql, binds: names }: Translated, binds: Bindings): Promise<StatementResult> {
    const reader = await this.#connection.runAndReadAll(sql, boundTexts(binds, names, 0));
    return { statementTypeId: SELECT, ...encodeRows(reader) };
  }

  /** Runs DML once for each row of array binds, all or none of it. */
  async #change(
    { sql, binds: names }: Translated,
    binds: Bindings,
    { id, count }: DmlKind,
  ): Promise<StatementResult> {
    const rows = boundRows(binds) ?? 1;
    let changed = 0;
    await this.#connection.run('BEGIN TRANSACTION');
    try {
      for (let row = 0; row < rows; row += 1) {
        const result = await this.#connection.run(sql, boundTexts(binds, names, row));
        changed += result.rowsChanged;
      }
      await this.#connection.run('COMMIT');
    } catch (error) {
      await this.#connection.run('ROLLBACK');
      throw error;
    }
    return { statementTypeId: id, ...encodeCounts({ [count]: changed }) };
  }

  async #merge({ sql, binds: names }: Translated, binds: Bindings): Promise<StatementResult> {
    if (boundRows(binds) !== undefined) throw unknownTo('MERGE with array binds');
    const texts = boundTexts(binds, names, 0);
    const reader = await this.#connection.runAndReadAll(`${sql} RETURNING merge_action`, texts);
    const actions = reader.getRows().map(([action]) => action);
    const counts = {
      'number of rows inserted': actions.filter((action) => action === 'INSERT').length,
      'number of rows updated': actions.filter((action) => action === 'UPDATE').length,
    };
    return { statementTypeId: MERGE, ...encodeCounts(counts) };
  }
}

function withoutSemicolon(tokens: readonly Token[]): readonly Token[] {
  const end = tokens.at(-1)?.text === ';' ? tokens.length - 1 : tokens.length;
  const statement = tokens.slice(0, end);
  if (statement.some(({ text }) => text === ';')) throw unknownTo('several statements in one request');
  return statement;
}

function executed(): StatementResult {
  const rowtype = [{ name: 'status', type: 'text', nullable: true as const, precision: null, scale: null }];
  return { statementTypeId: DDL, rowtype, rowset: [['Statement executed successfully.']] };
}
