import { ErrorResponse } from '@azure/cosmos';
import { Unavailable } from '../../domain/errors.ts';

/** Status codes after which the same call may succeed: time-out, throttled, moving, unavailable. */
const TRANSIENT = new Set([408, 410, 429, 449, 500, 503]);

/** The HTTP status of a failed Cosmos call, or undefined when it is no answer of Cosmos. */
export function statusOf(error: unknown): number | undefined {
  const response = responseOf(error);
  return typeof response?.code === 'number' ? response.code : undefined;
}

/** A batch wraps the answer that it got in an error of its own. */
function responseOf(error: unknown): ErrorResponse | undefined {
  if (error instanceof ErrorResponse) return error;
  return error instanceof Error && error.cause !== undefined ? responseOf(error.cause) : undefined;
}

/** Whether a call, or an operation of a batch, that was answered so may succeed when it is done again. */
export function isTransientStatus(status: number): boolean {
  return TRANSIENT.has(status);
}

/** Runs a Cosmos call; what a retry may mend becomes Unavailable, everything else passes as it is. */
export async function translated<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const status = statusOf(error);
    if (status !== undefined && !TRANSIENT.has(status)) throw error;
    if (status === undefined && !isConnectionError(error)) throw error;
    const retryAfterMs = responseOf(error)?.retryAfterInMs;
    throw new Unavailable(`Cosmos DB did not answer (${status ?? 'no connection'}).`, retryAfterMs, {
      cause: error,
    });
  }
}

function isConnectionError(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    /^(ECONN|ETIMEDOUT|ENOTFOUND|EPIPE|EAI_AGAIN|REQUEST_SEND_ERROR|TimeoutError)/.test(error.code)
  );
}
