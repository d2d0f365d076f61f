import type { Backfill } from '../../../shared/domain/backfill/backfill.ts';
import type { Job } from '../../../shared/domain/job/job.ts';
import type { JobId } from '../../../shared/domain/job/job-id.ts';
import type { Lease } from '../../../shared/domain/lease/lease.ts';
import type { Gate } from '../../../shared/domain/run/gate.ts';
import { isFinished, isStabilitySummary, type Run } from '../../../shared/domain/run/run.ts';
import type { MemoryStabilityStore } from '../../support/memory/memory-stores.ts';
import { checkSlots } from './check-slots.ts';
import { shown, type Watched } from './findings.ts';
import { BackfillWatch } from './watch-backfills.ts';
import { CatchUpWatch } from './watch-catch-up.ts';
import { HistoryWatch } from './watch-history.ts';
import { JobWatch } from './watch-jobs.ts';
import type { CollectionWatch } from './watch-collections.ts';
import { LaneWatch } from './watch-lanes.ts';
import { RunWatch } from './watch-runs.ts';

/** A Cosmos transactional batch holds no more. */
const MAX_WRITES = 100;

/** What the stores hold in the end, besides jobs and runs. */
interface LeftOver {
  readonly gates: readonly Gate[];
  readonly leases: readonly Lease[];
  readonly stability: MemoryStabilityStore;
}

/** Looks at every commit, and at the end whether anything was lost or doubled. */
export class Audit {
  readonly #watched: Watched;
  readonly #jobs: JobWatch;
  readonly #history: HistoryWatch;
  readonly #runs: RunWatch;
  readonly #lanes: LaneWatch;
  readonly #catchUp: CatchUpWatch;
  readonly #backfills: BackfillWatch;
  readonly #collections: CollectionWatch;
  #jobWrites: { readonly before: Job | undefined; readonly after: Job }[] = [];
  #runWrites: { readonly before: Run | undefined; readonly after: Run }[] = [];

  constructor({ collections, ...watched }: Watched & { readonly collections: CollectionWatch }) {
    this.#watched = watched;
    this.#collections = collections;
    this.#jobs = new JobWatch(watched);
    this.#history = new HistoryWatch(watched);
    this.#runs = new RunWatch(watched);
    this.#lanes = new LaneWatch(watched);
    this.#catchUp = new CatchUpWatch(watched);
    this.#backfills = new BackfillWatch(watched);
  }

  jobWritten(before: Job | undefined, after: Job): void {
    this.#jobWrites.push({ before, after });
  }

  runWritten(before: Run | undefined, after: Run): void {
    this.#runWrites.push({ before, after });
  }

  backfillWritten(before: Backfill | undefined, after: Backfill): void {
    this.#backfills.written(before, after);
  }

  /** To be called when everything that belongs to one commit has been written. */
  committed(jobId: JobId): void {
    const jobWrites = this.#jobWrites;
    const runWrites = this.#runWrites;
    this.#jobWrites = [];
    this.#runWrites = [];
    this.#history.committed(jobWrites, runWrites.length);
    if (jobWrites.length + runWrites.length === 0) return;
    if (jobWrites.length + runWrites.length > MAX_WRITES)
      this.#watched.report(`${jobId}: a commit was too large`);
    for (const { before, after } of jobWrites) {
      this.#jobs.written(before, after);
      this.#lanes.jobWritten(after);
      this.#collections.jobWritten(after);
    }
    for (const { before, after } of runWrites) {
      this.#jobs.runWritten(before, after);
      this.#runs.written(before, after);
      this.#lanes.runWritten(after);
      this.#collections.runWritten(before, after);
    }
    this.#lanes.committed(jobId);
    const made = runWrites.filter(({ before }) => before === undefined || isFinished(before));
    const pending = made.map(({ after }) => after).filter(({ state }) => state === 'pending');
    for (const { after } of jobWrites) this.#catchUp.committed(after, pending);
  }

  /** When all has settled: nothing is left over, and every slot has its answer. Returns how many slots there were. */
  conclude({ gates, leases, stability }: LeftOver): number {
    const { memory, scenario, report } = this.#watched;
    const runs = memory.runs.all().map(({ value }) => value);
    for (const run of runs) this.#checkEnd(run, stability);
    this.#backfills.conclude();
    this.#collections.conclude(runs, leases);
    for (const { key, holders } of gates) {
      if (holders.length > 0) report(`Gate '${key}' is still held: ${JSON.stringify(holders)}`);
    }
    for (const { value } of memory.lanes.all()) {
      if (value.going.length + value.waiting.length > 0) report(`The lane of ${value.jobId} is not empty`);
    }
    return scenario.jobIds.reduce((sum, jobId) => sum + checkSlots(this.#watched, this.#jobs, jobId), 0);
  }

  #checkEnd(run: Run, stability: MemoryStabilityStore): void {
    const { report } = this.#watched;
    const record = stability.records.get(run.runId);
    if (!isFinished(run)) report(`${run.runId} is still ${run.state} since ${shown(run.effectiveAt)}`);
    const isMeasured = run.state === 'succeeded' && isStabilitySummary(run.result);
    const finishedAt = isMeasured ? run.finishedAt : undefined;
    if (record?.finishedAt !== finishedAt)
      report(`${run.runId} is ${run.state} and has ${record === undefined ? 'no' : 'another'} record`);
  }
}
