interface FaultFields {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly retryAfter?: string | undefined;
}

/** An answer of the API that is no success. */
export class ApiFault extends Error {
  override readonly name = 'ApiFault';
  readonly status: number;
  readonly code: string;
  readonly retryAfter: string | undefined;

  constructor({ status, code, message, retryAfter }: FaultFields) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

export function invalid(message: string): ApiFault {
  return new ApiFault({ status: 400, code: 'INVALID_PARAMETER_VALUE', message });
}

export function tooMany(message: string): ApiFault {
  return new ApiFault({ status: 429, code: 'REQUEST_LIMIT_EXCEEDED', message, retryAfter: '1' });
}
