import { ErrorResponse } from '@azure/cosmos';
import { RestError } from '@azure/storage-blob';

/** The HTTP status with which a call was refused; 'not refused' when it went well. Other failures are thrown on. */
export async function refusalOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
    return 'not refused';
  } catch (error) {
    const status = statusOf(error);
    if (status === undefined) throw error;
    return status;
  }
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof RestError) return error.statusCode;
  if (error instanceof ErrorResponse) return typeof error.code === 'number' ? error.code : undefined;
  // A batch wraps the answer that it got in an error of its own.
  return error instanceof Error && error.cause !== undefined ? statusOf(error.cause) : undefined;
}
