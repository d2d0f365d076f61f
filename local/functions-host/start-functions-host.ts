import { AdminSite } from './admin/admin-site.ts';
import type { QueueSnapshot } from './admin/queue-snapshot.ts';
import type { HostClock } from './clock.ts';
import { systemClock } from './clock.ts';
import { assertNoHostSettings, type AppSettings } from './config/app-settings.ts';
import type { HostJson } from './config/host-json.ts';
import { readHostJson, toVersionRules } from './config/host-json.ts';
import type { DurableCounts } from './durable/engine/durable-counts.ts';
import type { OrchestrationStart } from './durable/durable-host.ts';
import { DurableHost, durableClientData } from './durable/durable-host.ts';
import type { StrictOptions } from './durable/strict/strict-options.ts';
import type { HostParts } from './host-lifecycle.ts';
import { HostLifecycle } from './host-lifecycle.ts';
import { HostStartError } from './host-start-error.ts';
import type { HostLog, LogEntry } from './host-log.ts';
import { filterLog } from './host-log.ts';
import type { FunctionKeys } from './http/function-keys.ts';
import { KeyRing } from './http/function-keys.ts';
import { HttpFunctions } from './http/http-functions.ts';
import { HttpServer } from './http/http-server.ts';
import { AzureMessageSource } from './service-bus/azure-message-source.ts';
import type { ConnectMessageSource } from './service-bus/message-source.ts';
import { QueueFunctions } from './service-bus/queue-functions.ts';
import { TimerFunctions } from './timers/timer-functions.ts';
import type { CoreApi } from './worker/core-api.ts';
import type { FunctionDefinition } from './worker/function-definition.ts';
import { defineFunction } from './worker/function-definition.ts';
import { withTrigger } from './worker/function-groups.ts';
import type { HttpProxy } from './worker/http-proxy.ts';
import { Invoker } from './worker/invoker.ts';
import { loadApp } from './worker/load-app.ts';

const DRAIN_TIMEOUT_MS = 10_000;

export interface FunctionsHostOptions {
  /** Has host.json, and a package.json whose `main` is one ESM or CommonJS file. */
  readonly appDirectory: string;
  /** Absolute path of the file to load in place of `main`. */
  readonly entry?: string;
  /** App settings: put into `process.env` before the app is loaded, and `%NAME%` in bindings is read from them. */
  readonly settings: AppSettings;
  /** 0 (the default) takes a free port. */
  readonly port?: number;
  /** Where orchestrations and timers are kept; undefined keeps them in memory. */
  readonly dataDir?: string;
  readonly log?: (entry: LogEntry) => void;
  /** The time that durable timers and timer triggers live by: the system's, or a VirtualClock in tests. */
  readonly clock?: HostClock;
  /** How queues are reached: Azure's SDK, unless a test says otherwise. */
  readonly connectMessageSource?: ConnectMessageSource;
  /** `enforce` checks keys as the platform does; `off`, the default, lets everybody on this machine in. */
  readonly auth?: 'off' | 'enforce';
  /** The keys that `enforce` checks, or the path of a JSON file with them. */
  readonly keys?: FunctionKeys | string;
  /** Shows the app's queues on the admin page; without it the page has none. */
  readonly queues?: () => readonly QueueSnapshot[];
  /** Makes mistakes of orchestrators and activities show; all off by default. */
  readonly strict?: StrictOptions;
  /** How long `stop` waits for running invocations, in milliseconds (10,000 by default). */
  readonly drainTimeoutMs?: number;
}

export interface HostCounts {
  /** By function name, those that failed too; an orchestrator is invoked once a turn (twice with `replayTwice`). */
  readonly invocations: Readonly<Record<string, number>>;
  readonly durable: Readonly<DurableCounts>;
}

export interface FunctionsHost {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly port: number;
  readonly functions: readonly { readonly name: string; readonly trigger: string }[];
  /** Runs a timer function now and waits for its end. @throws what the function threw. */
  runTimer(name: string): Promise<void>;
  /**
   * Starts an orchestration without HTTP; resolves when it is written down.
   * @throws Error when there is no such orchestrator, or the instance is there already and has not ended.
   */
  startOrchestration(name: string, start: OrchestrationStart): Promise<void>;
  /** What has been done since the start, for working out what it would have cost. */
  counts(): HostCounts;
  /** Nothing runs, and nothing can happen before time passes or a request comes. */
  readonly isIdle: boolean;
  /** Resolves when nothing runs and nothing can happen before time passes or a request comes. For `VirtualClock.run`. */
  whenIdle(): Promise<void>;
  /** Starts nothing more, waits for what is running, and lets go of port and files. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Loads a function app into this process and serves its functions.
 *
 * @throws HostStartError naming what the app or its settings ask for that cannot run here; EADDRINUSE for a taken port.
 */
export async function startFunctionsHost(options: FunctionsHostOptions): Promise<FunctionsHost> {
  const everyLine: HostLog = options.log ?? (() => undefined);
  const hostJson = readHostJson(options.appDirectory, everyLine);
  const log = filterLog(everyLine, hostJson.logging.logLevel);
  const server = await HttpServer.listen(options.port ?? 0, log);
  try {
    assertNoHostSettings(options.settings);
    applySettings(options.settings, server.port);
    const { core, proxy } = await loadApp(options, log);
    const functions = core.functions.map((registered) => defineFunction(registered, options.settings));
    const parts = createParts({ options, hostJson, log, server, core, proxy, functions });
    const lifecycle = new HostLifecycle(parts, options.drainTimeoutMs ?? DRAIN_TIMEOUT_MS);
    try {
      await lifecycle.start();
    } catch (error) {
      await lifecycle.stop();
      throw error;
    }
    return {
      url: server.origin,
      port: server.port,
      functions: functions.map(({ name, trigger }) => ({ name, trigger: trigger.type })),
      runTimer: async (name) => parts.timers.run(name),
      startOrchestration: async (name, start) => parts.durable.startOrchestration(name, start),
      counts: () => ({ invocations: parts.invoker.invocations(), durable: parts.durable.counts() }),
      get isIdle() {
        return lifecycle.isIdle;
      },
      whenIdle: async () => lifecycle.whenIdle(),
      stop: async () => lifecycle.stop(),
    };
  } catch (error) {
    server.closeListener();
    server.closeConnections();
    throw error;
  }
}

interface Ingredients {
  readonly options: FunctionsHostOptions;
  readonly hostJson: HostJson;
  readonly log: HostLog;
  readonly server: HttpServer;
  readonly core: CoreApi;
  readonly proxy: HttpProxy | undefined;
  readonly functions: readonly FunctionDefinition[];
}

function createParts({ options, hostJson, log, server, core, proxy, functions }: Ingredients): HostParts {
  const { extensions, functionTimeout } = hostJson;
  const { appDirectory, settings, dataDir } = options;
  const clock = options.clock ?? systemClock;
  const keys = toKeyRing(options);
  const taskHub = extensions.durableTask.hubName;
  const address = { origin: server.origin, taskHub, systemKey: keys?.durableKey };
  const durableClient = durableClientData(address);
  const invoker = new Invoker({ core, appDirectory, timeoutMs: functionTimeout, durableClient, log });
  const { routePrefix } = extensions.http;
  const http = new HttpFunctions(withTrigger(functions, 'httpTrigger'), {
    ...{ routePrefix, invoker, log, keys, proxy },
  });
  const timers = new TimerFunctions(withTrigger(functions, 'timerTrigger'), { invoker, clock, log, dataDir });
  try {
    const queues = new QueueFunctions(withTrigger(functions, 'serviceBusTrigger'), {
      invoker,
      settings,
      limits: extensions.serviceBus,
      connect: options.connectMessageSource ?? ((queue) => new AzureMessageSource(queue)),
      log,
    });
    const limits = extensions.durableTask;
    const durable = new DurableHost(functions, invoker, {
      address,
      dataDir,
      limits,
      versions: toVersionRules(limits),
      precedence: queues,
      strict: options.strict ?? {},
      keys,
      clock,
      log,
    });
    const admin = new AdminSite({
      functions,
      durable,
      timers,
      queues: options.queues,
      now: () => clock.now(),
    });
    return { server, proxy, invoker, http, durable, timers, queues, admin, log };
  } catch (error) {
    timers.close();
    throw error;
  }
}

function toKeyRing({ auth = 'off', keys }: FunctionsHostOptions): KeyRing | undefined {
  if (auth === 'off') return undefined;
  if (keys === undefined) throw new HostStartError('auth is "enforce": there are no keys');
  return new KeyRing(keys);
}

/** Besides the app's own settings, those by which apps and SDKs find out where they run. */
function applySettings(settings: AppSettings, port: number): void {
  Object.assign(process.env, {
    AZURE_FUNCTIONS_ENVIRONMENT: 'Development',
    FUNCTIONS_WORKER_RUNTIME: 'node',
    // Without it durable-functions rewrites every management link to port 7071.
    WEBSITE_HOSTNAME: `127.0.0.1:${port}`,
    ...settings,
  });
}
