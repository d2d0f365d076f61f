import type { Connection } from 'snowflake-sdk';
import { InvalidInput, Unavailable } from '../../domain/errors.ts';
import { type Driver, type Environment, loadDriver } from './load-driver.ts';
import { SnowflakeError, translateError } from './snowflake-errors.ts';
import { type SnowflakeSettings, toConnectionOptions } from './snowflake-settings.ts';
import { settleWithin } from './settle-within.ts';

/** One instance of the app writes a few results at a time; more sessions would only wait for each other's locks. */
const MAX_SESSIONS = 4;
const CONNECT_TIMEOUT_MS = 60_000;

/**
 * The sessions of this process: made when they are needed, four at most, used again, and replaced when they are dead.
 * The driver's own pool is not used because it hides why a login failed.
 */
export class SnowflakeConnections {
  readonly #settings: SnowflakeSettings;
  readonly #environment: Environment;
  readonly #connectTimeoutMs: number;
  readonly #idle: Connection[] = [];
  readonly #queue: (() => void)[] = [];
  #inUse = 0;
  #driver: Promise<Driver> | undefined;

  /** Nothing is loaded and nobody is asked before the first use. */
  constructor(
    settings: SnowflakeSettings,
    environment: Environment,
    { connectTimeoutMs = CONNECT_TIMEOUT_MS }: { readonly connectTimeoutMs?: number } = {},
  ) {
    this.#settings = settings;
    this.#environment = environment;
    this.#connectTimeoutMs = connectTimeoutMs;
  }

  /**
   * Lends a session. One that was in use when the work failed is not used again, since nobody knows what state it is
   * in, unless Snowflake said no or the work itself did. Throws Unavailable, SnowflakeError when Snowflake refuses, and
   * what else the work throws.
   */
  async use<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    await this.#enter();
    try {
      const connection = (await this.#liveIdle()) ?? (await this.#connect());
      return await this.#lend(connection, work);
    } catch (error) {
      throw translateError(error);
    } finally {
      this.#leave();
    }
  }

  async #lend<T>(connection: Connection, work: (connection: Connection) => Promise<T>): Promise<T> {
    let isSound = false;
    try {
      const result = await work(connection);
      isSound = true;
      return result;
    } catch (error) {
      const translated = translateError(error);
      isSound = translated instanceof SnowflakeError || translated instanceof InvalidInput;
      throw translated;
    } finally {
      if (isSound && connection.isUp()) this.#idle.push(connection);
      else destroy(connection);
    }
  }

  /** Ends the sessions that are not in use. */
  async close(): Promise<void> {
    await Promise.all(this.#idle.splice(0).map(destroyed));
  }

  async #enter(): Promise<void> {
    if (this.#inUse < MAX_SESSIONS) {
      this.#inUse += 1;
      return;
    }
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#queue.push(() => {
      resolve(undefined);
    });
    await promise;
  }

  /** The place goes to whoever has waited longest. */
  #leave(): void {
    const next = this.#queue.shift();
    if (next === undefined) this.#inUse -= 1;
    else next();
  }

  /** Sessions die of idleness and of restarts on the other side: each is asked before it is used again. */
  async #liveIdle(): Promise<Connection | undefined> {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      const isLive = await settleWithin(idle.isValidAsync(), this.#connectTimeoutMs);
      if (isLive === true) return idle;
      destroy(idle);
    }
    return undefined;
  }

  async #connect(): Promise<Connection> {
    this.#driver ??= loadDriver(this.#environment);
    const driver = await this.#driver;
    const connection = driver.createConnection(toConnectionOptions(this.#settings));
    const { promise, resolve, reject } = Promise.withResolvers<Connection>();
    connection.connect((error) => {
      // It is null where its type says undefined.
      if (error instanceof Error) reject(error);
      else resolve(connection);
    });
    const connected = await settleWithin(promise, this.#connectTimeoutMs);
    if (connected !== undefined) return connected;
    // It may still come up: then nobody knows of it any more.
    void promise.then(destroy, () => undefined);
    throw new Unavailable(`Snowflake did not log in within ${this.#connectTimeoutMs} ms.`);
  }
}

function destroy(connection: Connection): void {
  void destroyed(connection);
}

/** Whatever comes of it: a session that cannot be ended ends by itself. */
async function destroyed(connection: Connection): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  connection.destroy(() => {
    resolve(undefined);
  });
  await promise;
}
