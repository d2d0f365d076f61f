import type { Bind, Connection, RowStatement, SnowflakeError, StatementOption } from 'snowflake-sdk';
import type { Pause } from '../../application/ports/environment.ts';
import { Unavailable } from '../../domain/errors.ts';
import { settleWithin } from './settle-within.ts';

export interface StatementRequest {
  readonly sqlText: string;
  readonly binds?: readonly Bind[];
  /** Shown in Snowflake's query history. */
  readonly queryTag: string;
  /** How long it may take; then it is cancelled. */
  readonly capMs: number;
}

export interface ResultColumn {
  readonly name: string;
  /** `fixed`, `real`, `text`, `boolean`, `date`, `timestamp_ntz`, `variant` … */
  readonly type: string;
}

export interface StatementAnswer {
  readonly queryId: string;
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly unknown[][];
}

/** Pauses between looks at a statement that goes on: soon at first, then every ten seconds. */
const POLLS_MS = [250, 500, 1000, 2000, 5000, 10_000];

/** The session's token has run out; the driver renews it for any request but this one. */
const TOKEN_EXPIRED = '390112';

/** Statuses of a statement that has not ended. */
const GOES_ON = new Set([
  'RUNNING',
  'QUEUED',
  'RESUMING_WAREHOUSE',
  'QUEUED_REPARING_WAREHOUSE',
  'NO_DATA',
  'BLOCKED',
]);

/**
 * Runs a statement and waits for its answer. Repeats that the driver makes of itself (no answer, 503) carry the same
 * request id, by which Snowflake knows them and gives the first result. Throws Unavailable after the cap, else the
 * driver's errors.
 */
export async function runStatement(
  connection: Connection,
  request: StatementRequest,
): Promise<StatementAnswer> {
  const { statement, completed } = send(connection, { sqlText: request.sqlText, ...optionsOf(request) });
  return withinCap(statement, completed, request.capMs);
}

/** The columns that a query would give, without running it. */
export async function describeStatement(
  connection: Connection,
  request: StatementRequest,
): Promise<readonly ResultColumn[]> {
  const options = { sqlText: request.sqlText, describeOnly: true, ...optionsOf(request) };
  const { statement, completed } = send(connection, options);
  return (await withinCap(statement, completed, request.capMs)).columns;
}

/**
 * Runs a statement that may take long: Snowflake answers with a query id at once, and is asked from time to time
 * whether it has ended, so that no connection has to last as long as the statement. It is cancelled at the cap, and
 * when the signal is aborted. Throws Unavailable after the cap, the signal's reason, else the driver's errors.
 */
export async function runLongStatement(
  connection: Connection,
  request: StatementRequest,
  { pause, signal }: { readonly pause: Pause; readonly signal: AbortSignal },
): Promise<StatementAnswer> {
  const options = { sqlText: request.sqlText, asyncExec: true, ...optionsOf(request) };
  const { statement, completed } = send(connection, options);
  await withinCap(statement, completed, request.capMs);
  const queryId = statement.getQueryId();
  let waitedMs = 0;
  for (let poll = 0; GOES_ON.has(await statusOf(connection, queryId)); poll += 1) {
    const pauseMs = POLLS_MS[Math.min(poll, POLLS_MS.length - 1)] ?? 0;
    if (signal.aborted || waitedMs + pauseMs > request.capMs) {
      await cancel(statement);
      signal.throwIfAborted();
      throw tooLong(request.capMs, queryId);
    }
    await pause(pauseMs, signal);
    waitedMs += pauseMs;
  }
  const fetched = fetchResult(connection, queryId);
  return withinCap(fetched.statement, fetched.completed, request.capMs);
}

interface Sent {
  readonly statement: RowStatement;
  readonly completed: Promise<StatementAnswer>;
}

type Completion = Required<Pick<StatementOption, 'complete'>>;

/** Snowflake has the cap too: a statement must not outlive a process that was killed. */
function optionsOf({
  binds,
  queryTag,
  capMs,
}: StatementRequest): Pick<StatementOption, 'binds' | 'parameters'> {
  const parameters = { QUERY_TAG: queryTag, STATEMENT_TIMEOUT_IN_SECONDS: Math.ceil(capMs / 1000) };
  return { ...(binds === undefined ? {} : { binds }), parameters };
}

function send(connection: Connection, options: StatementOption): Sent {
  const { complete, completed } = completion();
  return { statement: connection.execute({ ...options, rowMode: 'array', complete }), completed };
}

function fetchResult(connection: Connection, queryId: string): Sent {
  const { complete, completed } = completion();
  return { statement: connection.fetchResult({ queryId, rowMode: 'array', complete }), completed };
}

function completion(): Completion & { readonly completed: Promise<StatementAnswer> } {
  const { promise: completed, resolve, reject } = Promise.withResolvers<StatementAnswer>();
  const complete = (
    error: SnowflakeError | null | undefined,
    statement: RowStatement,
    rows: unknown,
  ): void => {
    if (error != null) reject(error);
    else resolve({ queryId: statement.getQueryId(), columns: columnsOf(statement), rows: rowsOf(rows) });
  };
  return { complete, completed };
}

/** An asynchronous statement has neither columns nor rows yet. */
function columnsOf(statement: RowStatement): ResultColumn[] {
  try {
    return (statement.getColumns() ?? []).map((column) => ({
      name: column.getName(),
      type: column.getType(),
    }));
  } catch {
    return [];
  }
}

function rowsOf(rows: unknown): unknown[][] {
  return Array.isArray(rows) ? rows.filter((row): row is unknown[] => Array.isArray(row)) : [];
}

async function withinCap(
  statement: RowStatement,
  completed: Promise<StatementAnswer>,
  capMs: number,
): Promise<StatementAnswer> {
  const answer = await settleWithin(completed, capMs);
  if (answer !== undefined) return answer;
  // Its end, whichever, is of no interest any more.
  completed.catch(() => undefined);
  await cancel(statement);
  throw tooLong(capMs, statement.getQueryId());
}

async function statusOf(connection: Connection, queryId: string): Promise<string> {
  // The driver has no answer at all for a session that is gone.
  if (!connection.isUp()) throw new Unavailable('The session with Snowflake has ended.');
  try {
    return await connection.getQueryStatus(queryId);
  } catch (error) {
    const isExpired = error instanceof Error && 'code' in error && String(error.code) === TOKEN_EXPIRED;
    if (isExpired && (await connection.isValidAsync())) return 'RUNNING';
    throw error;
  }
}

const CANCEL_TIMEOUT_MS = 10_000;

/** Asks Snowflake to stop the statement; if that fails, its own time-out stops it. */
async function cancel(statement: RowStatement): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  statement.cancel(() => {
    resolve(undefined);
  });
  await settleWithin(promise, CANCEL_TIMEOUT_MS);
}

function tooLong(capMs: number, queryId: string | undefined): Unavailable {
  return new Unavailable(`The statement did not end within ${capMs} ms (query ${queryId ?? 'not known'}).`);
}
