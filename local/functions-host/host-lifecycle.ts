import { setImmediate } from 'node:timers/promises';

import type { AdminSite } from './admin/admin-site.ts';
import type { DurableHost } from './durable/durable-host.ts';
import type { HostLog } from './host-log.ts';
import { messageOf } from './host-log.ts';
import type { HttpExchange } from './http/http-exchange.ts';
import { sendEmpty } from './http/http-exchange.ts';
import type { HttpFunctions } from './http/http-functions.ts';
import type { HttpServer } from './http/http-server.ts';
import type { QueueFunctions } from './service-bus/queue-functions.ts';
import type { TimerFunctions } from './timers/timer-functions.ts';
import type { HttpProxy } from './worker/http-proxy.ts';
import type { Invoker } from './worker/invoker.ts';

/** What is handed on between parts takes a round of the event loop or two, in which none of them is at work. */
const QUIET_ROUNDS = 3;

/** The parts of a host that runs. */
export interface HostParts {
  readonly server: HttpServer;
  readonly proxy: HttpProxy | undefined;
  readonly invoker: Invoker;
  readonly http: HttpFunctions;
  readonly durable: DurableHost;
  readonly timers: TimerFunctions;
  readonly queues: QueueFunctions;
  readonly admin: AdminSite;
  readonly log: HostLog;
}

/** Starts the parts of a host in order, and stops them in the order that loses nothing. */
export class HostLifecycle {
  readonly #parts: HostParts;
  readonly #drainTimeoutMs: number;
  #isStopping = false;
  #stopped: Promise<void> | undefined;

  constructor(parts: HostParts, drainTimeoutMs: number) {
    this.#parts = parts;
    this.#drainTimeoutMs = drainTimeoutMs;
  }

  /** The app's own start hooks come first; HTTP is served before anything else can call back over it. */
  async start(): Promise<void> {
    const { server, invoker, durable, timers, queues } = this.#parts;
    await invoker.runAppHooks('appStart');
    server.serve(async (exchange) => this.#serve(exchange));
    durable.start();
    timers.start();
    queues.start();
  }

  get isIdle(): boolean {
    return this.#parts.durable.isIdle && this.#parts.invoker.runningCount === 0;
  }

  /** Resolves when no function runs and no orchestration can go on before time passes or someone asks for something. */
  async whenIdle(): Promise<void> {
    for (let quietRounds = 0; quietRounds < QUIET_ROUNDS; quietRounds += 1) {
      if (!this.isIdle) quietRounds = -1;
      await setImmediate();
    }
  }

  async stop(): Promise<void> {
    this.#stopped ??= this.#stopOnce();
    return this.#stopped;
  }

  /** While the host drains, functions that still run may use their durable client; nobody else is served. */
  async #serve(exchange: HttpExchange): Promise<void> {
    if (await this.#parts.durable.serve(exchange)) return;
    if (await this.#parts.admin.serve(exchange)) return;
    if (this.#isStopping) sendEmpty(exchange.response, 503);
    else await this.#parts.http.serve(exchange);
  }

  async #stopOnce(): Promise<void> {
    const { server, proxy, invoker, durable, timers, queues } = this.#parts;
    this.#isStopping = true;
    const settled = Promise.all([timers.stop(), queues.stop(), durable.stop(), invoker.whenIdle()]);
    await this.#withinBound(settled);
    await this.#attempt(async () => invoker.runAppHooks('appTerminate'));
    server.closeListener();
    await this.#attempt(async () => queues.close());
    timers.close();
    durable.close();
    server.closeConnections();
    proxy?.close();
  }

  /** A function that hangs, or a broker that does not answer, must not keep a host from stopping. */
  async #withinBound(settled: Promise<unknown>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const bound = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        const message = `stopped without waiting for ${this.#parts.invoker.runningCount} invocations`;
        this.#parts.log({ level: 'warning', category: 'Host', message });
        resolve();
      }, this.#drainTimeoutMs);
    });
    await this.#attempt(async () => Promise.race([settled, bound]));
    clearTimeout(timer);
  }

  async #attempt(step: () => Promise<unknown>): Promise<void> {
    try {
      await step();
    } catch (error) {
      this.#parts.log({ level: 'error', category: 'Host', message: `while stopping: ${messageOf(error)}` });
    }
  }
}
