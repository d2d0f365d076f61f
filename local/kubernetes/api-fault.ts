/** Thrown when a request cannot be answered: an answer of kind `Status`, as the API server gives. */
export class ApiFault extends Error {
  override readonly name = 'ApiFault';
  readonly status: number;
  /** As in `AlreadyExists`. */
  readonly reason: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    reason: string,
    message: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.status = status;
    this.reason = reason;
    this.headers = headers;
  }
}

export function notFound(resource: string, name: string): ApiFault {
  return new ApiFault(404, 'NotFound', `${resource} "${name}" not found`);
}

export function alreadyExists(resource: string, name: string): ApiFault {
  return new ApiFault(409, 'AlreadyExists', `${resource} "${name}" already exists`);
}
