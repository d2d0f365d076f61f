import {
  HttpClient,
  HttpErrorResponse,
  HttpHeaders,
  HttpParams,
  type HttpResponse,
} from '@angular/common/http';
import { inject, Service } from '@angular/core';
import { firstValueFrom, fromEvent, takeUntil } from 'rxjs';
import { filledPath, type OperationPath } from '../../shared/contracts/http/operation-path.ts';
import type { ApiAnswer, ApiCall, QueryValue } from './api-call.ts';
import { CallFailed, callFailed } from './problem.ts';
import { Session } from './session.ts';

/** A server that asks to wait longer than this is not waited for. */
const MAX_WAIT_MS = 10_000;
const MAX_TRIES = 3;

/**
 * Calls operations of the API. What is read is read again when the server asks to wait; what changes something is sent
 * once, with a key by which a repetition is known. The answers' types are those of the contracts, which the app's own
 * tests hold it to.
 */
@Service()
export class Api {
  readonly #http = inject(HttpClient);
  readonly #session = inject(Session);

  /** The body of the answer. Throws CallFailed. */
  async read<T>(operation: OperationPath, call: ApiCall = {}): Promise<T> {
    const { status, body } = await this.call<T>(operation, call);
    if (body === null) throw new CallFailed(status, undefined, 'The server answered nothing.');
    return body;
  }

  /** Throws CallFailed. */
  async call<T>(operation: OperationPath, call: ApiCall = {}): Promise<ApiAnswer<T>> {
    const tries = operation.method === 'GET' ? MAX_TRIES : 1;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#send<T>(operation, call);
      } catch (error) {
        const failure = toFailure(error);
        if (failure.status === 401) this.#session.refused();
        const waitMs = retryAfterMs(error);
        if (attempt >= tries || waitMs === undefined || waitMs > MAX_WAIT_MS) throw failure;
        await new Promise((resolve) => setTimeout(resolve, waitMs));
        if (isGivenUp(call)) throw failure;
      }
    }
  }

  async #send<T>(operation: OperationPath, call: ApiCall): Promise<ApiAnswer<T>> {
    const request = this.#http.request<T>(operation.method, `/api${filledPath(operation, call.path)}`, {
      observe: 'response',
      headers: new HttpHeaders(await this.#headers(operation, call)),
      params: toParams(call.query),
      ...(call.body === undefined ? {} : { body: call.body }),
    });
    const { abortSignal } = call;
    const answered = firstValueFrom(
      abortSignal === undefined ? request : request.pipe(takeUntil(fromEvent(abortSignal, 'abort'))),
    );
    return toAnswer(await answered);
  }

  async #headers({ method }: OperationPath, call: ApiCall): Promise<Record<string, string>> {
    const token = await this.#session.token();
    return {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(method === 'POST' ? { 'idempotency-key': crypto.randomUUID() } : {}),
      ...(call.body === undefined ? {} : { 'content-type': call.contentType ?? 'application/json' }),
      ...(call.ifMatch === undefined ? {} : { 'if-match': call.ifMatch }),
      ...call.headers,
    };
  }
}

/** Whether nobody waits for the answer any more. */
function isGivenUp({ abortSignal }: ApiCall): boolean {
  return abortSignal?.aborted ?? false;
}

function toAnswer<T>({ status, body, headers }: HttpResponse<T>): ApiAnswer<T> {
  return {
    status,
    body,
    etag: headers.get('etag') ?? undefined,
    location: headers.get('location') ?? undefined,
  };
}

function toParams(query: ApiCall['query'] = {}): HttpParams {
  const said = Object.entries(query).flatMap(([name, value]) => {
    const text = toText(value);
    return text === '' ? [] : [[name, text] as const];
  });
  return new HttpParams({ fromObject: Object.fromEntries(said) });
}

function toText(value: QueryValue): string {
  if (value === undefined) return '';
  return typeof value === 'object' ? value.join(',') : String(value);
}

function toFailure(error: unknown): CallFailed {
  if (error instanceof CallFailed) return error;
  if (error instanceof HttpErrorResponse) return callFailed(error.status, error.error);
  // Whoever gives the token says in words for people why there is none.
  const isSignIn = error instanceof Error && error.name === 'SignInFailed';
  return new CallFailed(0, undefined, isSignIn ? error.message : 'The call was given up.');
}

function retryAfterMs(error: unknown): number | undefined {
  if (!(error instanceof HttpErrorResponse) || (error.status !== 429 && error.status !== 503))
    return undefined;
  const seconds = Number(error.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1000 : undefined;
}
