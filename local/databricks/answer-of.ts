import { ApiFault } from './api-fault.ts';
import type { DatabricksService, ServiceRequest } from './databricks-service.ts';
import { writeJson, type Fields } from './exact-json.ts';

/** An answer as it goes over the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** What a service answers to a request; undefined: it has done what was asked, and the answer is lost on purpose. */
export function answerOf(
  service: DatabricksService,
  request: ServiceRequest,
  origin: string,
): WireAnswer | undefined {
  try {
    const value = service.answer(request, origin);
    return value === undefined ? undefined : toAnswer(200, value);
  } catch (error) {
    const fault = error instanceof ApiFault ? error : ownFault(error);
    const { status, code, message, retryAfter } = fault;
    const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
    return toAnswer(status, { error_code: code, message }, headers);
  }
}

function ownFault(error: unknown): ApiFault {
  const message = `Fault in the stand-in: ${String(error)}`;
  return new ApiFault({ status: 500, code: 'INTERNAL_ERROR', message });
}

function toAnswer(status: number, value: Fields, headers: Readonly<Record<string, string>> = {}): WireAnswer {
  const type = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  return { status, headers: { ...type, ...headers }, text: writeJson(value) };
}
