import { RestError } from '@azure/storage-blob';
import { Unavailable } from '../../domain/errors.ts';

/** What a condition that a blob must not exist fails with: BlobAlreadyExists on an upload, else ConditionNotMet. */
const ALREADY_THERE: ReadonlySet<string> = new Set(['BlobAlreadyExists', 'ConditionNotMet']);

/** Whether a write was refused because there is a blob of that name. */
export function isAlreadyThere(error: unknown): boolean {
  return error instanceof RestError && ALREADY_THERE.has(error.code ?? '');
}

/** Whether there is no such blob, or no such container. */
export function isNotThere(error: unknown): boolean {
  return error instanceof RestError && error.statusCode === 404;
}

/** Whether the blob is no longer the one that the condition named. */
export function isChanged(error: unknown): boolean {
  return error instanceof RestError && error.statusCode === 412;
}

/** Whether a request named a lease that is over, or was refused because of another's. */
export function isRefusedByLease(error: unknown): boolean {
  return error instanceof RestError && (error.code ?? '').startsWith('Lease');
}

/** Whether a block list names blocks that are not there: another's commit has thrown them away. */
export function isWithoutBlocks(error: unknown): boolean {
  return error instanceof RestError && error.code === 'InvalidBlockList';
}

/** Whether the blob is there as one of another type, such as an append blob. */
export function isOfOtherType(error: unknown): boolean {
  return error instanceof RestError && error.code === 'InvalidBlobType';
}

/**
 * Time-outs, throttling and broken connections may be over at the next try; other refusals will not. The SDK calls a
 * connection that breaks during a download aborted, so an abortion that nobody asked for is one of these.
 */
export function translate(error: unknown, signal?: AbortSignal): unknown {
  if (signal?.aborted === true) return error;
  const isBroken = error instanceof Error && error.name === 'AbortError';
  return isBroken || isTransient(error)
    ? new Unavailable('Blob Storage did not answer.', undefined, { cause: error })
    : error;
}

function isTransient(error: unknown): boolean {
  if (!(error instanceof RestError)) return false;
  return error.statusCode === undefined || error.statusCode === 429 || error.statusCode >= 500;
}
