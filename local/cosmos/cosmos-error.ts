/** What a refused request is answered with; `code` is the word the service puts beside its numeric status. */
interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly subStatus?: number;
  readonly additionalErrorInfo?: string;
  readonly retryAfterMs?: number;
}

/** Thrown when a request is to be answered with an error of the service; the HTTP layer turns it into the answer. */
export class CosmosError extends Error {
  override readonly name = 'CosmosError';
  readonly status: number;
  readonly code: string;
  readonly subStatus: number | undefined;
  readonly additionalErrorInfo: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.status = refusal.status;
    this.code = refusal.code;
    this.subStatus = refusal.subStatus;
    this.additionalErrorInfo = refusal.additionalErrorInfo;
    this.retryAfterMs = refusal.retryAfterMs;
  }
}

export function badRequest(message: string): CosmosError {
  return new CosmosError({ status: 400, code: 'BadRequest', message });
}

export function unauthorized(message: string): CosmosError {
  return new CosmosError({ status: 401, code: 'Unauthorized', message });
}

export function notFound(what: string): CosmosError {
  return new CosmosError({ status: 404, code: 'NotFound', message: `Entity does not exist: ${what}` });
}

export function conflict(what: string): CosmosError {
  return new CosmosError({
    status: 409,
    code: 'Conflict',
    message: `Entity with the specified id already exists in the system: ${what}`,
  });
}

export function uniqueKeyViolation(): CosmosError {
  return new CosmosError({ status: 409, code: 'Conflict', message: 'Unique index constraint violation.' });
}

export function preconditionFailed(message: string): CosmosError {
  return new CosmosError({ status: 412, code: 'PreconditionFailed', message });
}

export function tooLarge(message: string): CosmosError {
  return new CosmosError({ status: 413, code: 'RequestEntityTooLarge', message });
}

/** A thing the service can do and this stand-in does not: answered aloud, so that nobody takes silence for success. */
export function unsupported(what: string): CosmosError {
  return new CosmosError({
    status: 501,
    code: 'NotImplemented',
    message: `not supported by the local Cosmos stand-in: ${what}`,
  });
}
