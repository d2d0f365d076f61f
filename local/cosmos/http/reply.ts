import type { CosmosError } from '../cosmos-error.ts';
import type { OperationResult } from '../items/operation.ts';

/** An answer before it is written: the body is JSON text, or absent (204, 304). */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string | undefined;
}

/** Reads and changes of databases and containers are charged one unit. */
export function replyJson(status: number, body: object): Reply {
  return { status, headers: { 'x-ms-request-charge': '1' }, text: JSON.stringify(body) };
}

export function replyEmpty(status: number): Reply {
  return { status, headers: { 'x-ms-request-charge': '1' }, text: undefined };
}

/** The answer to an operation on one item. */
export function replyOperation({ status, requestCharge, etag, text }: OperationResult): Reply {
  const headers = { 'x-ms-request-charge': String(requestCharge), ...(etag === undefined ? {} : { etag }) };
  return { status, headers, text };
}

/** The service's error body: `code` is a word; the SDK takes the number from the status. */
export function replyError({
  status,
  code,
  message,
  subStatus,
  additionalErrorInfo,
  retryAfterMs,
}: CosmosError): Reply {
  const headers = {
    'x-ms-request-charge': '1',
    ...(subStatus === undefined ? {} : { 'x-ms-substatus': String(subStatus) }),
    ...(retryAfterMs === undefined ? {} : { 'x-ms-retry-after-ms': String(retryAfterMs) }),
  };
  return { status, headers, text: JSON.stringify({ code, message, additionalErrorInfo }) };
}
