import type { Page, PageRequest, Versioned } from '../../../shared/application/ports/versioned.ts';
import type {
  CommitOutcome,
  ConditionalWrite,
  JobFilter,
  JobStore,
  JobWrite,
} from '../../../shared/application/ports/job-store.ts';
import type { Change } from '../../../shared/application/ports/change-feed.ts';
import type { RunFilter, RunStore } from '../../../shared/application/ports/run-store.ts';
import type { Backfill } from '../../../shared/domain/backfill/backfill.ts';
import { InvalidInput, VersionConflict } from '../../../shared/domain/errors.ts';
import type { JobChange } from '../../../shared/domain/job/job-change.ts';
import type { Job } from '../../../shared/domain/job/job.ts';
import type { JobId } from '../../../shared/domain/job/job-id.ts';
import { BY_ID, placeOf } from '../../../shared/domain/job/job-order.ts';
import { mentions } from '../../../shared/domain/job/mentions.ts';
import type { Lane } from '../../../shared/domain/run/lane.ts';
import type { Run, WaitingRun } from '../../../shared/domain/run/run.ts';
import type { RunId } from '../../../shared/domain/run/run-id.ts';
import type { SkippedSlots } from '../../../shared/domain/slot/slot-answer.ts';

/** Values with versions, written only under the version that was read. */
class VersionedMap<Id extends string, T> {
  readonly #values = new Map<Id, Versioned<T>>();
  readonly #isGuarded: boolean;
  readonly #onWrite: (before: T | undefined, after: T) => void;
  #writes = 0;

  constructor(isGuarded: boolean, onWrite: (before: T | undefined, after: T) => void) {
    this.#isGuarded = isGuarded;
    this.#onWrite = onWrite;
  }

  get(id: Id): Versioned<T> | undefined {
    return this.#values.get(id);
  }

  all(): Versioned<T>[] {
    return [...this.#values.values()];
  }

  set(id: Id, value: T): void {
    this.#writes += 1;
    this.#onWrite(this.#values.get(id)?.value, value);
    this.#values.set(id, { value, version: `"v${this.#writes}"` });
  }

  replace(id: Id, value: T, ifVersion: string): void {
    if (!this.isAt(id, ifVersion)) throw new VersionConflict(id);
    this.set(id, value);
  }

  /** Whether the value is at the version; always, when the guard is switched off. */
  isAt(id: Id, version: string | undefined): boolean {
    return !this.#isGuarded || this.#values.get(id)?.version === version;
  }
}

/** The conditions that writes are made under; a test that switches one off shows that it is needed. */
export interface Guards {
  /** A job is replaced only at the version that was read. */
  readonly jobVersion: boolean;
  /** A run is replaced only at the version that was read. */
  readonly runVersion: boolean;
  /** A lane is written only at the version that was read. */
  readonly laneVersion: boolean;
  /** A backfill is written only at the version that was read. */
  readonly backfillVersion: boolean;
  /** A run is created only when there is none of its id. */
  readonly runIsNew: boolean;
}

export interface MemoryJobsOptions {
  readonly guards?: Guards;
  readonly onJobWrite?: (before: Job | undefined, after: Job) => void;
  readonly onRunWrite?: (before: Run | undefined, after: Run) => void;
}

export const ALL_GUARDS: Guards = {
  jobVersion: true,
  runVersion: true,
  laneVersion: true,
  backfillVersion: true,
  runIsNew: true,
};

/** The container `jobs` in memory, with a commit as one step. */
export class MemoryJobs {
  readonly guards: Guards;
  readonly jobs: VersionedMap<JobId, Job>;
  readonly runs: VersionedMap<RunId, Run>;
  readonly lanes: VersionedMap<JobId, Lane>;
  readonly backfills: VersionedMap<string, Backfill>;
  readonly skipped: (SkippedSlots & { readonly jobId: JobId })[] = [];
  readonly changes: JobChange[] = [];
  /** What was written last of each job and run, in the order of the writes. */
  readonly lastWrites = new Map<string, { readonly at: number; readonly change: Change }>();
  /** How many jobs and runs have been written. */
  writes = 0;

  constructor(options: MemoryJobsOptions = {}) {
    const nothing = () => undefined;
    this.guards = options.guards ?? ALL_GUARDS;
    this.jobs = new VersionedMap(this.guards.jobVersion, (before, job: Job) => {
      this.#note(`job ${job.jobId}`, { kind: 'job', job });
      options.onJobWrite?.(before, job);
    });
    this.runs = new VersionedMap(this.guards.runVersion, (before, run: Run) => {
      this.#note(`run ${run.runId}`, { kind: 'run', run });
      options.onRunWrite?.(before, run);
    });
    this.lanes = new VersionedMap(this.guards.laneVersion, nothing);
    this.backfills = new VersionedMap(this.guards.backfillVersion, nothing);
  }

  noteSkipped(jobId: JobId, skipped: SkippedSlots): void {
    this.#note(`skipped ${jobId} ${skipped.fromDueAt}`, { kind: 'skipped-slots', jobId, skipped });
  }

  #note(key: string, change: Change): void {
    this.writes += 1;
    this.lastWrites.delete(key);
    this.lastWrites.set(key, { at: this.writes, change });
  }
}

export class MemoryJobStore implements JobStore {
  readonly #memory: MemoryJobs;

  constructor(memory: MemoryJobs) {
    this.#memory = memory;
  }

  async get(jobId: JobId): Promise<Versioned<Job> | undefined> {
    return this.#memory.jobs.get(jobId);
  }

  async create(job: Job): Promise<'created' | 'already-exists'> {
    if (this.#memory.jobs.get(job.jobId) !== undefined) return 'already-exists';
    this.#memory.jobs.set(job.jobId, job);
    return 'created';
  }

  async save(job: Job, { ifVersion }: { readonly ifVersion: string }): Promise<void> {
    this.#memory.jobs.replace(job.jobId, job, ifVersion);
  }

  async list(filter: JobFilter, { limit, cursor }: PageRequest, order = BY_ID): Promise<Page<Job>> {
    const name = JSON.stringify([{ ...filter, valueStreams: undefined }, order]);
    const after = cursor === undefined ? undefined : fromCursor(cursor).split(`${name}@`)[1];
    if (cursor !== undefined && after === undefined) throw badCursor();
    const sign = order.isDescending ? -1 : 1;
    const compare = (a: string, b: string): number => sign * (a === b ? 0 : a < b ? -1 : 1);
    const jobs = this.#memory.jobs
      .all()
      .map(({ value }) => value)
      .filter((job) => job.state !== 'deleted' && isListed(job, filter))
      .filter((job) => after === undefined || compare(placeOf(job, order), after) > 0)
      .sort((a, b) => compare(placeOf(a, order), placeOf(b, order)));
    return page(jobs, limit, (job) => `${name}@${placeOf(job, order)}`);
  }

  async count(filter: JobFilter): Promise<number> {
    return this.#memory.jobs.all().filter(({ value }) => value.state !== 'deleted' && isListed(value, filter))
      .length;
  }

  async *due(until: number, filter?: { readonly valueStream: string }): AsyncGenerator<Versioned<Job>> {
    const due = this.#memory.jobs
      .all()
      .filter(({ value }) => wakeAtOf(value) <= until)
      .filter(({ value }) => filter === undefined || value.valueStream === filter.valueStream);
    if (filter !== undefined) due.sort((a, b) => wakeAtOf(a.value) - wakeAtOf(b.value));
    yield* due;
  }

  async dueStreams(until: number): Promise<readonly string[]> {
    const due = this.#memory.jobs.all().filter(({ value }) => wakeAtOf(value) <= until);
    return [...new Set(due.map(({ value }) => value.valueStream))];
  }

  async getLane(jobId: JobId): Promise<Versioned<Lane> | undefined> {
    return this.#memory.lanes.get(jobId);
  }

  async commit(write: JobWrite): Promise<CommitOutcome> {
    const { jobs, lanes, backfills, runs, guards, skipped } = this.#memory;
    const { jobId, job, lane, backfill } = write;
    const isStale =
      (job !== undefined && !jobs.isAt(jobId, job.ifVersion)) ||
      (lane !== undefined && !lanes.isAt(jobId, lane.ifVersion)) ||
      (backfill !== undefined && !backfills.isAt(backfill.value.backfillId, backfill.ifVersion));
    if (isStale) return 'conflict';
    for (const run of write.runs ?? []) {
      const refusal = refusalOf(run, runs, guards.runIsNew);
      if (refusal !== undefined) return refusal;
    }
    if (job !== undefined) jobs.set(jobId, job.value);
    if (lane !== undefined) lanes.set(jobId, lane.value);
    if (backfill !== undefined) backfills.set(backfill.value.backfillId, backfill.value);
    for (const { value } of write.runs ?? []) runs.set(value.runId, value);
    for (const slots of write.skipped ?? []) {
      const same = skipped.findIndex((old) => old.jobId === jobId && old.fromDueAt === slots.fromDueAt);
      skipped.splice(same < 0 ? skipped.length : same, 1, { ...slots, jobId });
      this.#memory.noteSkipped(jobId, slots);
    }
    this.#memory.changes.push(...(write.changes ?? []));
    return 'committed';
  }
}

function refusalOf(
  { value, ifVersion }: ConditionalWrite<Run>,
  runs: VersionedMap<RunId, Run>,
  mustBeNew: boolean,
): 'run-exists' | 'conflict' | undefined {
  if (ifVersion !== undefined) return runs.isAt(value.runId, ifVersion) ? undefined : 'conflict';
  return mustBeNew && runs.get(value.runId) !== undefined ? 'run-exists' : undefined;
}

/** When a dispatcher has something to do with the job. */
function wakeAtOf({ state, nextDueAt, pause }: Job): number {
  if (state === 'active') return nextDueAt ?? Infinity;
  return state === 'paused' ? (pause?.resumeAt ?? Infinity) : Infinity;
}

export class MemoryRunStore implements RunStore {
  readonly #memory: MemoryJobs;

  constructor(memory: MemoryJobs) {
    this.#memory = memory;
  }

  async get(runId: RunId): Promise<Versioned<Run> | undefined> {
    return this.#memory.runs.get(runId);
  }

  async listByJob(jobId: JobId, { limit, cursor }: PageRequest): Promise<Page<Run>> {
    const after = cursor === undefined ? '' : fromCursor(cursor);
    const runs = this.#memory.runs
      .all()
      .map(({ value }) => value)
      .filter((run) => run.jobId === jobId)
      .sort((a, b) => b.dueAt - a.dueAt || (a.runId < b.runId ? -1 : 1));
    const start = after === '' ? 0 : runs.findIndex(({ runId }) => runId === after) + 1;
    if (after !== '' && start === 0) throw badCursor();
    return page(runs.slice(start), limit, ({ runId }) => runId);
  }

  async list(filter: RunFilter, { limit, cursor }: PageRequest): Promise<Page<Run>> {
    const runs = this.#memory.runs
      .all()
      .map(({ value }) => value)
      .filter((run) => matches(run, filter))
      .sort((a, b) => b.dueAt - a.dueAt || (a.runId < b.runId ? -1 : 1));
    const [dueAt = '', runId = ''] = cursor === undefined ? [] : fromCursor(cursor).split('|');
    const isAfter = (run: Run) =>
      cursor === undefined || run.dueAt < Number(dueAt) || (run.dueAt === Number(dueAt) && run.runId > runId);
    return page(runs.filter(isAfter), limit, (run) => `${run.dueAt}|${run.runId}`);
  }

  async *unfinishedSince(instant: number): AsyncGenerator<Run> {
    for (const { value: run } of this.#memory.runs.all()) {
      if ((run.state === 'pending' || run.state === 'running') && run.effectiveAt <= instant) yield run;
    }
  }

  async waitingAtGate(key: string, limit: number): Promise<readonly Versioned<WaitingRun>[]> {
    return this.#memory.runs
      .all()
      .flatMap(({ value, version }) =>
        value.state === 'waiting' && value.waitingFor === 'concurrency-limit' && value.gateKey === key
          ? [{ value, version }]
          : [],
      )
      .sort((a, b) => a.value.waitingSince - b.value.waitingSince)
      .slice(0, limit);
  }

  async awaitedGates(): Promise<readonly string[]> {
    const keys = this.#memory.runs
      .all()
      .flatMap(({ value }) =>
        value.state === 'waiting' && value.waitingFor === 'concurrency-limit' ? (value.gateKey ?? []) : [],
      );
    return [...new Set(keys)];
  }
}

function matches(run: Run, filter: RunFilter): boolean {
  const { states, valueStream, valueStreams, jobId, backfillId, causeContains } = filter;
  const { fromDueAt = -Infinity, untilDueAt = Infinity } = filter;
  return (
    (states === undefined || states.includes(run.state)) &&
    (valueStream === undefined || run.valueStream === valueStream) &&
    (valueStreams === undefined || valueStreams.includes(run.valueStream)) &&
    (jobId === undefined || run.jobId === jobId) &&
    (backfillId === undefined || run.backfillId === backfillId) &&
    run.dueAt >= fromDueAt &&
    run.dueAt <= untilDueAt &&
    (causeContains === undefined || textOfCause(run).includes(causeContains.toLowerCase()))
  );
}

function textOfCause(run: Run): string {
  if (run.state === 'dead') return `${run.cause.reason}\n${run.cause.description}`.toLowerCase();
  return run.state === 'failed' ? `${run.failure.reason}\n${run.failure.message}`.toLowerCase() : '';
}

export function page<T>(items: readonly T[], limit: number, keyOf: (item: T) => string): Page<T> {
  const last = items[limit - 1];
  return items.length > limit && last !== undefined
    ? { items: items.slice(0, limit), nextCursor: `after:${keyOf(last)}` }
    : { items };
}

export function fromCursor(cursor: string): string {
  if (!cursor.startsWith('after:')) throw badCursor();
  return cursor.slice('after:'.length);
}

function badCursor(): InvalidInput {
  return new InvalidInput('The cursor is not one that a page gave.', [
    { pointer: '/cursor', message: 'must be the "nextCursor" of the page before' },
  ]);
}

function isListed(
  job: Job,
  { valueStreams, valueStream, kind, states, modelId, fleetId, tags, text }: JobFilter,
) {
  return [
    valueStreams === undefined || valueStreams.includes(job.valueStream),
    valueStream === undefined || job.valueStream === valueStream,
    kind === undefined || job.kind === kind,
    states === undefined || states.includes(job.state),
    modelId === undefined || modelIdOf(job) === modelId,
    fleetId === undefined || job.fleet?.fleetId === fleetId,
    tags === undefined || tags.every((tag) => job.tags?.includes(tag) === true),
    text === undefined || mentions(job, text),
  ].every(Boolean);
}

function modelIdOf(job: Job): string | undefined {
  return job.kind === 'stability' ? job.task.modelId : undefined;
}
