import { z } from 'zod';
import { CommandFailed } from '../command/failures.ts';
import type { Surroundings } from '../surroundings.ts';
import { ApiRefused, ServerUnreachable } from './api-refused.ts';
import { filledPath, type OperationPath } from '../../shared/contracts/http/operation-path.ts';

/** Longer than the server takes to give up. */
const TIMEOUT_MS = 120_000;

/** A server that asks to wait longer than this is not waited for. */
const MAX_WAIT_MS = 30_000;
const MAX_TRIES = 4;

/** The most that the API gives at once. */
const PAGE_LIMIT = 200;

export interface ApiCall {
  readonly path?: Readonly<Record<string, string>>;
  /** What is undefined is left out; a list is sent with commas between. */
  readonly query?: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, in place of `body`. */
  readonly content?: { readonly type: string; readonly text: string };
  /** Answers that are no problem document although their status says so, such as an unhealthy server's. */
  readonly accepts?: readonly number[];
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

const page = z.looseObject({ items: z.array(z.unknown()), nextCursor: z.string().optional() });

export interface ApiClientSettings {
  /** Without a slash at the end. */
  readonly server: string;
  /** A bearer token or an API key. */
  readonly token: string | undefined;
  readonly around: Pick<Surroundings, 'fetch' | 'pause' | 'uniqueId' | 'interrupted' | 'versions'>;
  readonly note: (text: string) => void;
}

/** Calls operations of the API, and again where that is safe. */
export class ApiClient {
  readonly #settings: ApiClientSettings;

  constructor(settings: ApiClientSettings) {
    this.#settings = settings;
  }

  get server(): string {
    return this.#settings.server;
  }

  /** Whether the server is told who calls. */
  get isIdentified(): boolean {
    return this.#settings.token !== undefined;
  }

  /** Throws ApiRefused, ServerUnreachable; CommandFailed when it was interrupted. */
  async call(operation: OperationPath, call: ApiCall = {}): Promise<ApiAnswer> {
    const response = await this.send(operation, call);
    const text = await response.text();
    const body = parsed(text);
    const isAccepted = response.ok || call.accepts?.includes(response.status) === true;
    if (!isAccepted) throw new ApiRefused(response.status, body);
    return { status: response.status, headers: response.headers, body };
  }

  /** The items of a list, page after page as they are taken. Throws as `call`. */
  async *items(operation: OperationPath, call: ApiCall = {}): AsyncGenerator {
    let cursor: string | undefined;
    do {
      const query = { limit: PAGE_LIMIT, ...call.query, cursor };
      const { body } = await this.call(operation, { ...call, query });
      const found = page.parse(body);
      yield* found.items;
      cursor = found.nextCursor;
    } while (cursor !== undefined);
  }

  /** The first so many items of a list, and whether there may be more. */
  async list(
    operation: OperationPath,
    call: ApiCall,
    limit: number,
  ): Promise<{ readonly items: readonly unknown[]; readonly hasMore: boolean }> {
    const items: unknown[] = [];
    const query = { limit: Math.min(limit + 1, PAGE_LIMIT), ...call.query };
    for await (const item of this.items(operation, { ...call, query })) {
      if (items.length === limit) return { items, hasMore: true };
      items.push(item);
    }
    return { items, hasMore: false };
  }

  /** The answer as it comes, whatever its status. Throws ServerUnreachable. */
  async send(operation: OperationPath, call: ApiCall, signal?: AbortSignal): Promise<Response> {
    // The same key at each try, so that what an earlier one has done is not done again.
    const headers = this.#headersOf(operation, call);
    for (let tries = 1; ; tries += 1) {
      const isLast = tries === MAX_TRIES;
      const outcome = await this.#try(operation, { ...call, headers }, signal);
      if (outcome instanceof Response) {
        const waitMs = isLast ? undefined : waitOf(outcome);
        if (waitMs === undefined) return outcome;
        await outcome.body?.cancel();
        this.#settings.note(`The server is busy (${outcome.status}); trying again in ${waitMs / 1000} s.`);
        await this.#settings.around.pause(waitMs);
      } else if (isLast || outcome.isFinal) throw outcome.error;
      else await this.#settings.around.pause(100 * 2 ** tries);
    }
  }

  async #try(
    operation: OperationPath,
    call: ApiCall & { readonly headers: Readonly<Record<string, string>> },
    signal?: AbortSignal,
  ): Promise<Response | { readonly error: Error; readonly isFinal: boolean }> {
    const { server, around } = this.#settings;
    const url = `${server}/api${filledPath(operation, call.path)}${queryText(call.query)}`;
    const body = call.content?.text ?? (call.body === undefined ? undefined : JSON.stringify(call.body));
    try {
      return await around.fetch(url, {
        method: operation.method,
        headers: call.headers,
        // Elsewhere the token has no business.
        redirect: 'manual',
        signal: AbortSignal.any([around.interrupted, signal ?? AbortSignal.timeout(TIMEOUT_MS)]),
        ...(body === undefined ? {} : { body }),
      });
    } catch (error) {
      if (around.interrupted.aborted) throw new CommandFailed('Interrupted.');
      const reason = reasonOf(error);
      const message = `No server answers at ${server} (${reason}). Is it running? Name another with --server.`;
      const isFinal = reason === 'ECONNREFUSED' || reason === 'ENOTFOUND' || operation.method === 'PATCH';
      return { error: new ServerUnreachable(message, { cause: error }), isFinal };
    }
  }

  #headersOf(
    { method }: OperationPath,
    { headers, body, content }: ApiCall,
  ): Readonly<Record<string, string>> {
    const { token, around } = this.#settings;
    const type = content?.type ?? (body === undefined ? undefined : 'application/json');
    return {
      accept: 'application/json',
      'user-agent': `evenkeel/${around.versions.cli}`,
      ...(type === undefined ? {} : { 'content-type': type }),
      ...(method === 'POST' ? { 'idempotency-key': around.uniqueId() } : {}),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    };
  }
}

/** How long a server that is busy asks to be left alone, in ms; undefined when the answer is final. */
function waitOf({ status, headers }: Response): number | undefined {
  if (status !== 429 && status !== 503) return undefined;
  const text = headers.get('retry-after');
  if (text === null || !/^\d+$/.test(text)) return undefined;
  const waitMs = Number(text) * 1000;
  return waitMs <= MAX_WAIT_MS ? waitMs : undefined;
}

function queryText(query: ApiCall['query'] = {}): string {
  const given = Object.entries(query).flatMap(([name, value]): [string, string][] => {
    if (value === undefined || (Array.isArray(value) && value.length === 0)) return [];
    return [[name, String(value)]];
  });
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return error.name === 'TimeoutError' ? 'no answer in time' : error.message;
}
