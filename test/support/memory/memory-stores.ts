import type { Baseline, BaselineStore } from '../../../shared/application/ports/baseline-store.ts';
import type { EnqueueRequest, RunQueue } from '../../../shared/application/ports/run-queue.ts';
import type { Orchestrations } from '../../../shared/application/ports/orchestrations.ts';
import type { StabilityRecord, StabilityStore } from '../../../shared/application/ports/stability-store.ts';
import type { Clock, Log } from '../../../shared/application/ports/environment.ts';
import type { RunId } from '../../../shared/domain/run/run-id.ts';

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
    this.sent.push(...requests.map(({ runId, effectiveAt, ...rest }) => ({ runId, effectiveAt, ...rest })));
  }
}

/** Instances that never end by themselves. */
export class MemoryOrchestrations implements Orchestrations {
  readonly states = new Map<RunId, 'active' | 'ended'>();
  readonly starts: RunId[] = [];

  async status(runId: RunId): Promise<'absent' | 'active' | 'ended'> {
    return this.states.get(runId) ?? 'absent';
  }

  async start(runId: RunId): Promise<'started' | 'already-started'> {
    if (this.states.get(runId) === 'active') return 'already-started';
    this.states.set(runId, 'active');
    this.starts.push(runId);
    return 'started';
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

/** Keeps the messages of errors. */
export class RecordingLog implements Log {
  readonly errors: string[] = [];

  info(): void {
    // What went well is not looked at by tests.
  }

  error(message: string): void {
    this.errors.push(message);
  }
}
