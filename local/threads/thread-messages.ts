/** What the main thread tells the thread of a stand-in. */
export type Order<Options> =
  { readonly kind: 'start'; readonly options: Options } | { readonly kind: 'stop' };

/** What the thread of a stand-in answers, and what it writes to the console at any time. */
export type Report<Addresses> =
  | { readonly kind: 'started'; readonly addresses: Addresses }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'wrote'; readonly text: string }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** An error on its way between threads, which would lose all but its texts. */
export interface Failure {
  readonly message: string;
  readonly stack: string | undefined;
  /** Such as EADDRINUSE, with the port that is in use. */
  readonly code: string | undefined;
  readonly port: number | undefined;
}

export function toFailure(error: unknown): Failure {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  const properties = typeof error === 'object' && error !== null ? error : {};
  return {
    message,
    stack,
    code: 'code' in properties && typeof properties.code === 'string' ? properties.code : undefined,
    port: 'port' in properties && typeof properties.port === 'number' ? properties.port : undefined,
  };
}

export function fromFailure({ message, stack, code, port }: Failure): Error {
  return Object.assign(new Error(message), {
    ...(stack === undefined ? {} : { stack }),
    ...(code === undefined ? {} : { code }),
    ...(port === undefined ? {} : { port }),
  });
}
