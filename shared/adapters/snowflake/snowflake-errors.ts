import { Unavailable } from '../../domain/errors.ts';

/** Thrown when Snowflake refuses a login or a statement; the same again would be refused again. */
export class SnowflakeError extends Error {
  override readonly name = 'SnowflakeError';
  readonly code: string;
  readonly sqlState: string | undefined;
  readonly queryId: string | undefined;

  constructor(message: string, refusal: Refusal, options?: ErrorOptions) {
    super(message, options);
    this.code = refusal.code;
    this.sqlState = refusal.sqlState;
    this.queryId = refusal.queryId;
  }
}

interface Refusal {
  readonly code: string;
  readonly sqlState: string | undefined;
  readonly queryId: string | undefined;
}

/** What is over at another try, in another session if need be. */
const TRANSIENT = new Set([
  // The driver's own: no connection, no use of it any more.
  ...['401001', '407001', '407002', '405503'],
  // The session or its tokens are gone.
  ...['390104', '390111', '390112', '390114'],
  // An incident at Snowflake, a cancelled statement, a lock or a queue that was waited for too long, a time-out.
  ...['000603', '000604', '000625', '000629', '000630'],
]);

/** The driver's code for an answer with an HTTP status other than 200. */
const REQUEST_FAILED = '401002';

/** The names of the driver's errors; others are none of its own, whatever members they have. */
const OF_THE_DRIVER =
  /^(OperationFailed|RequestFailed|Network|UnexpectedContent|LargeResultSet|Client|MissingParameter|InvalidParameter|InternalAssert|OCSP|CRL)Error$/;

/**
 * Unavailable for what a retry may mend, a SnowflakeError with code, SQL state and query id for the driver's other
 * errors; errors of others pass as they are.
 */
export function translateError(error: unknown): unknown {
  if (!(error instanceof Error) || !OF_THE_DRIVER.test(error.name)) return error;
  const refusal = refusalOf(error);
  const where = refusal.queryId === undefined ? '' : `, query ${refusal.queryId}`;
  if (isTransient(refusal.code, error)) {
    return new Unavailable(`Snowflake did not answer (${refusal.code}${where}).`, undefined, {
      cause: error,
    });
  }
  const state = refusal.sqlState === undefined ? '' : `, SQL state ${refusal.sqlState}`;
  const message = `Snowflake refused (${refusal.code}${state}${where}): ${error.message}`;
  return new SnowflakeError(message, refusal, { cause: error });
}

function isTransient(code: string, error: unknown): boolean {
  if (code !== REQUEST_FAILED) return TRANSIENT.has(code);
  const status = numberIn(memberOf(error, 'response'), 'status');
  return status === undefined || status === 408 || status === 429 || status >= 500;
}

function refusalOf(error: unknown): Refusal {
  const code = memberOf(error, 'code');
  const queryId = memberOf(memberOf(error, 'data'), 'queryId');
  const sqlState = memberOf(error, 'sqlState');
  return {
    // Snowflake's codes have six digits; the driver's own are numbers.
    code: typeof code === 'string' || typeof code === 'number' ? String(code).padStart(6, '0') : 'unknown',
    sqlState: typeof sqlState === 'string' ? sqlState : undefined,
    queryId: typeof queryId === 'string' ? queryId : undefined,
  };
}

function numberIn(value: unknown, name: string): number | undefined {
  const member = memberOf(value, name);
  return typeof member === 'number' ? member : undefined;
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const member: unknown = Reflect.get(value, name);
  return member;
}
