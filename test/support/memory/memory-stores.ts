import type { Baseline, BaselineStore } from '../../../shared/application/ports/baseline-store.ts';
import type { EnqueueRequest, RunQueue } from '../../../shared/application/ports/run-queue.ts';
import type { GateStore } from '../../../shared/application/ports/gate-store.ts';
import type { Orchestrations, RunAttempt } from '../../../shared/application/ports/orchestrations.ts';
import type { Versioned } from '../../../shared/application/ports/versioned.ts';
import type { Gate } from '../../../shared/domain/run/gate.ts';
import type { StabilityRecord, StabilityStore } from '../../../shared/application/ports/stability-store.ts';
import type { Clock, Log } from '../../../shared/application/ports/environment.ts';
import { attemptIdOf, type RunId } from '../../../shared/domain/run/run-id.ts';

export class MemoryBaselineStore implements BaselineStore {
  readonly #baselines = new Map<string, Baseline>();

  async get(modelId: string, baselineId: string): Promise<Baseline | undefined> {
    return this.#baselines.get(`${modelId}/${baselineId}`);
  }

  async register(baseline: Baseline): Promise<void> {
    const key = `${baseline.modelId}/${baseline.baselineId}`;
    if (!this.#baselines.has(key)) this.#baselines.set(key, baseline);
  }
}

export class MemoryStabilityStore implements StabilityStore {
  readonly records = new Map<RunId, StabilityRecord>();

  async record(record: StabilityRecord): Promise<void> {
    if (!this.records.has(record.runId)) this.records.set(record.runId, record);
  }
}

/** Keeps what was sent, in order. */
export class MemoryRunQueue implements RunQueue {
  readonly sent: EnqueueRequest[] = [];

  async enqueue(requests: readonly EnqueueRequest[]): Promise<void> {
    this.sent.push(...requests);
  }
}

/** Instances that never end by themselves, by the name of their attempt. */
export class MemoryOrchestrations implements Orchestrations {
  readonly states = new Map<string, 'active' | 'ended'>();
  readonly starts: string[] = [];
  readonly cancelled: string[] = [];

  async status({ runId, attempt }: RunAttempt): Promise<'absent' | 'active' | 'ended'> {
    return this.states.get(attemptIdOf(runId, attempt)) ?? 'absent';
  }

  async start({ runId, attempt }: RunAttempt): Promise<'started' | 'already-started'> {
    const name = attemptIdOf(runId, attempt);
    if (this.states.get(name) === 'active') return 'already-started';
    this.states.set(name, 'active');
    this.starts.push(name);
    return 'started';
  }

  async cancel({ runId, attempt }: RunAttempt): Promise<void> {
    this.cancelled.push(attemptIdOf(runId, attempt));
  }
}

export class MemoryGateStore implements GateStore {
  readonly #gates = new Map<string, Versioned<Gate>>();
  readonly #isGuarded: boolean;
  #writes = 0;

  constructor({ isGuarded = true }: { readonly isGuarded?: boolean } = {}) {
    this.#isGuarded = isGuarded;
  }

  async get(key: string): Promise<Versioned<Gate> | undefined> {
    return this.#gates.get(key);
  }

  async save(
    gate: Gate,
    { ifVersion }: { readonly ifVersion: string | undefined },
  ): Promise<'saved' | 'conflict'> {
    if (this.#isGuarded && this.#gates.get(gate.key)?.version !== ifVersion) return 'conflict';
    this.#writes += 1;
    this.#gates.set(gate.key, { value: gate, version: `v${this.#writes}` });
    return 'saved';
  }

  async *inUse(): AsyncGenerator<Gate> {
    for (const { value } of this.#gates.values()) {
      if (value.holders.length > 0) yield value;
    }
  }
}

/** A clock that stands still until it is moved. */
export class FixedClock implements Clock {
  #now: number;

  constructor(now: string) {
    this.#now = Date.parse(now);
  }

  now(): number {
    return this.#now;
  }

  moveTo(now: string): void {
    this.#now = Date.parse(now);
  }
}

/** Keeps the messages of errors, and the metrics. */
export class RecordingLog implements Log {
  readonly errors: string[] = [];
  readonly metrics: { readonly name: string; readonly value: number; readonly answer?: string }[] = [];

  info(): void {
    // What went well is not looked at by tests.
  }

  error(message: string): void {
    this.errors.push(message);
  }

  metric(name: string, value: number, fields: Readonly<Record<string, string>> = {}): void {
    this.metrics.push({ name, value, ...fields });
  }
}
