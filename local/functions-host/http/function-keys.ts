import { createHash, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

import { messageOf } from '../host-log.ts';
import { HostStartError } from '../host-start-error.ts';
import type { HttpExchange } from './http-exchange.ts';

const named = z.record(z.string(), z.string().min(1)).default({});
const keysSchema = z.strictObject({
  master: z.string().min(1),
  /** Open every function, not the administration. */
  host: named,
  /** By function name, then key name. */
  functions: z.record(z.string(), named).default({}),
  /** By extension: `durabletask_extension` opens the durable webhooks. */
  system: named,
});

/** Keys of a host, as an option or as a JSON file of the same shape. */
export type FunctionKeys = z.input<typeof keysSchema>;

const DURABLE_KEY = 'durabletask_extension';

/**
 * Decides who may call what, by the platform's rules: a `function` level takes a key of that function, a host key or the
 * master key, `admin` takes the master key alone, and the durable webhooks take their extension's system key.
 */
export class KeyRing {
  readonly #keys: z.output<typeof keysSchema>;
  readonly #functionKeys: ReadonlyMap<string, readonly string[]>;

  /** @param keys the keys, or the path of their file. @throws HostStartError when they cannot be read. */
  constructor(keys: FunctionKeys | string) {
    const parsed = keysSchema.safeParse(typeof keys === 'string' ? readKeys(keys) : keys);
    if (!parsed.success) throw new HostStartError(`function keys: ${z.prettifyError(parsed.error)}`);
    this.#keys = parsed.data;
    // Function names are compared ignoring case.
    this.#functionKeys = new Map(
      Object.entries(parsed.data.functions).map(([name, own]) => [name.toLowerCase(), Object.values(own)]),
    );
  }

  /** @throws HostStartError when there is none: links to orchestrations could not be made. */
  get durableKey(): string {
    const key = this.#keys.system[DURABLE_KEY];
    if (key === undefined) throw new HostStartError(`function keys: there is no system key "${DURABLE_KEY}"`);
    return key;
  }

  opensFunction(
    exchange: HttpExchange,
    { name, authLevel }: { readonly name: string; readonly authLevel: string },
  ): boolean {
    const { master, host } = this.#keys;
    if (authLevel === 'anonymous') return true;
    if (authLevel !== 'function') return isAmong(exchange, [master]);
    const own = this.#functionKeys.get(name.toLowerCase()) ?? [];
    return isAmong(exchange, [master, ...Object.values(host), ...own]);
  }

  opensDurableWebhooks(exchange: HttpExchange): boolean {
    return isAmong(exchange, [this.#keys.master, this.durableKey]);
  }
}

function readKeys(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new HostStartError(`function keys: ${path} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

/** Compares digests in constant time: neither the length nor the first letters of a key can be found out by its answer. */
function isAmong({ request, url }: HttpExchange, keys: readonly string[]): boolean {
  const given = request.headers['x-functions-key'] ?? url.searchParams.get('code');
  if (typeof given !== 'string') return false;
  const digest = digestOf(given);
  return keys.filter((key) => timingSafeEqual(digest, digestOf(key))).length > 0;
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
