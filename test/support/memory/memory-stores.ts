import type { EventName } from '../../../shared/domain/telemetry/event-catalogue.ts';
import type { MetricName } from '../../../shared/domain/telemetry/metric-catalogue.ts';
import type {
  Baseline,
  BaselineRegistration,
  BaselineStore,
  BaselineSummary,
} from '../../../shared/application/ports/baseline-store.ts';
import type { EnqueueRequest, RunQueue } from '../../../shared/application/ports/run-queue.ts';
import type { GateStore } from '../../../shared/application/ports/gate-store.ts';
import type { Orchestrations } from '../../../shared/application/ports/orchestrations.ts';
import type { Page, PageRequest, Versioned } from '../../../shared/application/ports/versioned.ts';
import { InvalidInput } from '../../../shared/domain/errors.ts';
import type { Gate } from '../../../shared/domain/run/gate.ts';
import type {
  StabilityPage,
  StabilityRange,
  StabilityRecord,
  StabilityStore,
} from '../../../shared/application/ports/stability-store.ts';
import type { JobId } from '../../../shared/domain/job/job-id.ts';
import type { Clock, Log } from '../../../shared/application/ports/environment.ts';
import { attemptIdOf, type RunId, type RunAttempt } from '../../../shared/domain/run/run-id.ts';

export class MemoryBaselineStore implements BaselineStore {
  /** By model, in the order of their registration. */
  readonly #baselines = new Map<string, readonly Baseline[]>();

  async get(modelId: string, baselineId: string): Promise<Baseline | undefined> {
    return this.#of(modelId).find((baseline) => baseline.baselineId === baselineId);
  }

  async register(given: Omit<Baseline, 'version'>): Promise<BaselineRegistration> {
    const known = this.#of(given.modelId);
    const found = known.find(({ baselineId }) => baselineId === given.baselineId);
    if (found !== undefined) return { outcome: 'already-exists', baseline: found };
    const baseline = { ...given, version: known.length + 1 };
    this.#baselines.set(given.modelId, [...known, baseline]);
    return { outcome: 'created', baseline };
  }

  async list(modelId: string, { limit, cursor = 'Infinity' }: PageRequest): Promise<Page<BaselineSummary>> {
    const before = Number(cursor);
    if (Number.isNaN(before)) {
      throw new InvalidInput('The cursor is not one that a page gave.', [
        { pointer: '/cursor', message: 'must be the "nextCursor" of the page before' },
      ]);
    }
    const rest = this.#of(modelId)
      .filter(({ version }) => version < before)
      .map(({ specification: _specification, ...summary }) => summary)
      .reverse();
    const items = rest.slice(0, limit);
    const last = items.at(-1);
    return rest.length > limit && last !== undefined
      ? { items, nextCursor: String(last.version) }
      : { items };
  }

  /** How many baselines each model has that has one. */
  counts(): ReadonlyMap<string, number> {
    return new Map([...this.#baselines].map(([modelId, { length }]) => [modelId, length]));
  }

  #of(modelId: string): readonly Baseline[] {
    return this.#baselines.get(modelId) ?? [];
  }
}

export class MemoryStabilityStore implements StabilityStore {
  readonly records = new Map<RunId, StabilityRecord>();

  async record(record: StabilityRecord): Promise<void> {
    if (!this.records.has(record.runId)) this.records.set(record.runId, record);
  }

  async get(modelId: string, runId: RunId): Promise<StabilityRecord | undefined> {
    const record = this.records.get(runId);
    return record?.result.modelId === modelId ? record : undefined;
  }

  async list(modelId: string, { from, to, limit, cursor = '0' }: StabilityRange): Promise<StabilityPage> {
    const all = this.#latestFirst(modelId).filter(({ dueAt }) => dueAt >= from && dueAt < to);
    const start = Number(cursor);
    const items = all.slice(start, start + limit);
    return all.length <= start + limit ? { items } : { items, nextCursor: String(start + limit) };
  }

  async before(
    modelId: string,
    {
      jobId,
      dueBefore,
      limit,
    }: { readonly jobId: JobId; readonly dueBefore: number; readonly limit: number },
  ): Promise<readonly StabilityRecord[]> {
    return this.#latestFirst(modelId)
      .filter((record) => record.jobId === jobId && record.dueAt < dueBefore)
      .slice(0, limit);
  }

  #latestFirst(modelId: string): StabilityRecord[] {
    return [...this.records.values()]
      .filter(({ result }) => result.modelId === modelId)
      .sort((a, b) => b.dueAt - a.dueAt);
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
  readonly woken: string[] = [];

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

  async cancel({ runId, attempt }: RunAttempt): Promise<'told' | 'nobody'> {
    const name = attemptIdOf(runId, attempt);
    this.cancelled.push(name);
    return this.states.get(name) === 'active' ? 'told' : 'nobody';
  }

  async wake({ runId, attempt }: RunAttempt): Promise<void> {
    this.woken.push(attemptIdOf(runId, attempt));
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

/** Keeps the messages of errors, the events and the metrics. */
export class RecordingLog implements Log {
  readonly errors: string[] = [];
  readonly metrics: { readonly name: string; readonly value: number; readonly answer?: string }[] = [];
  readonly events: { readonly name: EventName; readonly fields: Readonly<Record<string, unknown>> }[] = [];

  info(): void {
    // What went well is not looked at by tests.
  }

  error(message: string): void {
    this.errors.push(message);
  }

  event(name: EventName, fields: Readonly<Record<string, unknown>>): void {
    this.events.push({ name, fields });
  }

  metric(name: MetricName, value: number, fields: Readonly<Record<string, string>> = {}): void {
    this.metrics.push({ name, value, ...fields });
  }
}
