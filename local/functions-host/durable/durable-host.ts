import { randomUUID } from 'node:crypto';

import type { HostClock } from '../clock.ts';
import type { HostLog } from '../host-log.ts';
import type { KeyRing } from '../http/function-keys.ts';
import type { HttpExchange } from '../http/http-exchange.ts';
import type { FunctionDefinition } from '../worker/function-definition.ts';
import { byName, withTrigger } from '../worker/function-groups.ts';
import type { Invoker } from '../worker/invoker.ts';
import type { TypedData } from '../worker/worker-protocol.ts';
import type { Precedence } from './engine/message-brake.ts';
import { DurableEngine } from './engine/durable-engine.ts';
import type { DurableCounts } from './engine/durable-counts.ts';
import type { HistoryEvent, Instance } from './engine/instance.ts';
import { VersionGuard, type VersionRules } from './engine/orchestration-version.ts';
import type { InstanceFilter } from './engine/instance-store.ts';
import type { ManagementAddress } from './management/client-binding.ts';
import { clientBindingValue } from './management/client-binding.ts';
import { ManagementApi } from './management/management-api.ts';
import { ActivityInvocation } from './protocol-v3/activity-invocation.ts';
import { EntityInvocation } from './protocol-v3/entity-invocation.ts';
import { HttpActivity } from './protocol-v3/http-activity.ts';
import { ProtocolV3Replay } from './protocol-v3/protocol-v3-replay.ts';
import { SqliteInstanceStore } from './sqlite-instance-store.ts';
import { RepeatedActivities } from './strict/repeated-activities.ts';
import { shuffleMessages } from './strict/shuffled-mailbox.ts';
import type { StrictOptions } from './strict/strict-options.ts';
import { TwofoldReplay } from './strict/twofold-replay.ts';

export interface DurableHostOptions {
  readonly address: ManagementAddress;
  readonly dataDir: string | undefined;
  readonly limits: {
    readonly maxConcurrentActivityFunctions: number;
    readonly maxConcurrentOrchestratorFunctions: number;
    readonly maxConcurrentEntityFunctions: number;
    readonly maxEntityOperationBatchSize: number;
  };
  readonly versions: VersionRules;
  readonly strict: StrictOptions;
  /** What waiting activities stand back for. */
  readonly precedence: Precedence;
  readonly keys: KeyRing | undefined;
  readonly clock: HostClock;
  readonly log: HostLog;
}

export interface OrchestrationStart {
  readonly instanceId: string;
  /** Anything that JSON can say; null by default. */
  readonly input?: unknown;
}

/** Durable Functions of one app: its store, engine, and management API. */
export class DurableHost {
  readonly #store: SqliteInstanceStore;
  readonly #engine: DurableEngine;
  readonly #api: ManagementApi;
  /** As registered, by lower-case name. */
  readonly #orchestrators: ReadonlyMap<string, string>;

  constructor(functions: readonly FunctionDefinition[], invoker: Invoker, options: DurableHostOptions) {
    const { replayTwice = false, shuffleSeed, repeatActivitiesSeed } = options.strict;
    const orchestrators = byName(withTrigger(functions, 'orchestrationTrigger'));
    this.#store = new SqliteInstanceStore({ dataDir: options.dataDir, name: 'durable' });
    const replay = new VersionGuard(new ProtocolV3Replay(orchestrators, invoker), options.versions);
    const activities = new HttpActivity(
      new ActivityInvocation(byName(withTrigger(functions, 'activityTrigger')), invoker),
    );
    const entities = byName(withTrigger(functions, 'entityTrigger'));
    this.#engine = new DurableEngine({
      store: this.#store,
      replay: replayTwice ? new TwofoldReplay(replay) : replay,
      activities:
        repeatActivitiesSeed === undefined
          ? activities
          : new RepeatedActivities(activities, { seed: repeatActivitiesSeed, log: options.log }),
      order:
        shuffleSeed === undefined
          ? undefined
          : (messages, instance) => shuffleMessages(messages, shuffleSeed, instance),
      clock: options.clock,
      precedence: options.precedence,
      newExecutionId: () => randomUUID().replaceAll('-', ''),
      maxActivities: options.limits.maxConcurrentActivityFunctions,
      maxOrchestrators: options.limits.maxConcurrentOrchestratorFunctions,
      versions: options.versions,
      entities: new EntityInvocation(entities, invoker),
      maxEntities: options.limits.maxConcurrentEntityFunctions,
      entityBatchSize: options.limits.maxEntityOperationBatchSize,
      log: options.log,
    });
    this.#orchestrators = new Map([...orchestrators].map(([key, { name }]) => [key, name]));
    this.#api = new ManagementApi({
      engine: this.#engine,
      store: this.#store,
      address: options.address,
      orchestrators: this.#orchestrators,
      entities: new Set(entities.keys()),
      keys: options.keys,
    });
  }

  /** Takes up what an earlier host left undone. */
  start(): void {
    this.#engine.recover();
  }

  async serve(exchange: HttpExchange): Promise<boolean> {
    return this.#api.serve(exchange);
  }

  /** @throws Error when there is no such orchestrator, or the instance is there already and has not ended. */
  async startOrchestration(name: string, { instanceId, input = null }: OrchestrationStart): Promise<void> {
    const registered = this.#orchestrators.get(name.toLowerCase());
    if (registered === undefined) throw new Error(`There is no orchestrator "${name}".`);
    const request = { instanceId, name: registered, input: JSON.stringify(input) };
    const started = await this.#engine.start(request);
    if (started.outcome === 'already-exists')
      throw new Error(`"${instanceId}" is ${started.status} already.`);
  }

  list(filter: InstanceFilter): readonly Instance[] {
    return this.#store.listInstances(filter);
  }

  /** An instance as it is written, with the history of its execution; undefined when there is none. */
  read(
    instanceId: string,
  ): { readonly instance: Instance; readonly history: readonly HistoryEvent[] } | undefined {
    const instance = this.#store.readInstance(instanceId);
    return instance === undefined ? undefined : { instance, history: this.#store.readHistory(instanceId) };
  }

  counts(): Readonly<DurableCounts> {
    return { ...this.#store.counts };
  }

  get isIdle(): boolean {
    return this.#engine.isIdle;
  }

  /** Resolves when the turns and activities under way are written. */
  async stop(): Promise<void> {
    await this.#engine.stop();
  }

  close(): void {
    this.#store.close();
  }
}

/** What a `durableClient` input gives to an app. */
export function durableClientData(address: ManagementAddress): TypedData {
  return { string: clientBindingValue(address) };
}
