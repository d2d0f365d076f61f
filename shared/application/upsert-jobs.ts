import { may, type Caller } from '../domain/access/caller.ts';
import { isLedByFleet, type FleetMembership } from '../domain/fleet/fleet-membership.ts';
import { VersionConflict } from '../domain/errors.ts';
import type { Job } from '../domain/job/job.ts';
import { isJobId, type JobId } from '../domain/job/job-id.ts';
import { isPlain } from '../domain/job/job-work.ts';
import { inOrder } from './in-order.ts';
import type { DefinedBy } from './job-changes.ts';
import type { Versioned } from './ports/versioned.ts';
import type { ExpectedVersions } from './save-calendar.ts';
import {
  createPlanRow,
  createWriteRow,
  type NamedDefinition,
  type UpsertDependencies,
  type UpsertedRow,
  type UpsertRow,
} from './upsert-row.ts';

/*
 * Many jobs in one request, each for itself: a row creates the job of its name or gives it a new definition, by the very
 * use cases that do it for one. A row whose definition is the job's already writes nothing, so a request that was cut
 * off, or whose answer was lost, is simply sent again. Nothing holds the rows together but what saves time: a baseline
 * that many of them are made from is read and frozen once.
 */

/** A row of a request: a job, or what could not be read as one. */
export type JobRow =
  | {
      readonly row: 'job';
      readonly definition: NamedDefinition;
      /** Absent: the job may be at any version, or not be there. */
      readonly expected: ExpectedVersions;
    }
  | { readonly row: 'faulty'; readonly jobId: string | undefined; readonly error: unknown };

/** What became of a row. */
export type RowOutcome = { readonly index: number; readonly jobId: string | undefined } & (
  UpsertedRow | ({ readonly outcome: 'failed' } & RowFailure)
);

export type RowFailure =
  | { readonly reason: 'error'; readonly error: unknown }
  /** The row at this index names the same job. */
  | { readonly reason: 'repeated'; readonly firstIndex: number }
  /** The caller may not change jobs of this value stream. */
  | { readonly reason: 'forbidden'; readonly valueStream: string }
  /** The job of this name is one that the caller may not see. */
  | { readonly reason: 'not-found' }
  | { readonly reason: 'version-mismatch' }
  /** A fleet says what the job is. */
  | { readonly reason: 'of-fleet'; readonly fleet: FleetMembership };

export interface UpsertOptions {
  readonly caller: Caller;
  /** Who stands as author in what is changed. */
  readonly by: DefinedBy;
  /** Nothing is written. */
  readonly isDryRun: boolean;
}

export type UpsertJobs = (rows: AsyncIterable<JobRow>, options: UpsertOptions) => AsyncGenerator<RowOutcome>;

/** Rows worked on at the same time: enough to hide the latency of a store that groups what is asked of it at once. */
const AT_ONCE = 64;

/** Others than the caller may change a job between the reading and the writing of a row, but not for ever. */
const MAX_TRIES = 10;

/**
 * Creates or redefines jobs, and gives what became of each row, in their order. A row waits for the job that it comes
 * after, and for those that its task names, when they stand before it. Whoever stops reading stops the work.
 */
export function createUpsertJobs(dependencies: UpsertDependencies): UpsertJobs {
  return (rows, options) => {
    const session = new UpsertSession(dependencies, options);
    return inOrder(rows, AT_ONCE, (row) => session.take(row));
  };
}

interface RowInWork {
  readonly index: number;
  readonly done: Promise<unknown>;
}

type Upserted = RowFailure | UpsertedRow;

/** One request. */
class UpsertSession {
  readonly #dependencies: UpsertDependencies;
  readonly #options: UpsertOptions;
  readonly #upsert: UpsertRow;
  readonly #rows = new Map<JobId, RowInWork>();
  #count = 0;

  constructor(dependencies: UpsertDependencies, options: UpsertOptions) {
    this.#dependencies = dependencies;
    this.#options = options;
    this.#upsert = options.isDryRun
      ? createPlanRow(dependencies, options.caller)
      : createWriteRow(dependencies, { ...options.by, caller: options.caller });
  }

  async take(row: JobRow): Promise<RowOutcome> {
    const index = this.#count;
    this.#count += 1;
    if (row.row === 'faulty') {
      return { index, jobId: row.jobId, outcome: 'failed', reason: 'error', error: row.error };
    }
    const { jobId } = row.definition;
    const first = this.#rows.get(jobId);
    if (first !== undefined) {
      return { index, jobId, outcome: 'failed', reason: 'repeated', firstIndex: first.index };
    }
    const done = this.#outcomeOf(row, this.#namedBefore(row.definition));
    this.#rows.set(jobId, { index, done });
    const upserted = await done;
    return 'reason' in upserted
      ? { index, jobId, outcome: 'failed', ...upserted }
      : { index, jobId, ...upserted };
  }

  /** The rows before that a definition needs to be there: the job that it comes after, and those that its task names. */
  #namedBefore(definition: NamedDefinition): readonly RowInWork[] {
    const { after } = definition;
    const named = isPlain(definition) ? this.#dependencies.jobsOfTask(definition) : [];
    const jobIds = [...(after === undefined ? [] : [after]), ...named]
      .map(({ jobId }) => jobId)
      .filter(isJobId);
    return jobIds.flatMap((jobId) => this.#rows.get(jobId) ?? []);
  }

  /** Never rejects: a row's fault is the row's. */
  async #outcomeOf(
    row: Extract<JobRow, { readonly row: 'job' }>,
    named: readonly RowInWork[],
  ): Promise<Upserted> {
    try {
      await Promise.all(named.map(({ done }) => done));
      return await this.#try(row);
    } catch (error) {
      return { reason: 'error', error };
    }
  }

  async #try({ definition, expected }: Extract<JobRow, { readonly row: 'job' }>): Promise<Upserted> {
    const { jobId } = definition;
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const stored = await this.#dependencies.jobs.get(jobId);
      const refusal = this.#refusalOf(definition, stored?.value) ?? mismatch(stored, expected);
      if (refusal !== undefined) return refusal;
      const upserted = await this.#upsert(definition, stored);
      if (upserted !== undefined) return upserted;
    }
    throw new VersionConflict(jobId);
  }

  #refusalOf({ valueStream }: NamedDefinition, stored: Job | undefined): RowFailure | undefined {
    const { caller } = this.#options;
    if (!may(caller, 'operator', valueStream)) return { reason: 'forbidden', valueStream };
    // A deleted job's name, its runs and its history stay with those who had it.
    if (stored === undefined) return undefined;
    if (!may(caller, 'reader', stored.valueStream)) return { reason: 'not-found' };
    if (!may(caller, 'operator', stored.valueStream))
      return { reason: 'forbidden', valueStream: stored.valueStream };
    const { fleet, state } = stored;
    return state !== 'deleted' && isLedByFleet(fleet) ? { reason: 'of-fleet', fleet } : undefined;
  }
}

function mismatch(stored: Versioned<Job> | undefined, expected: ExpectedVersions): RowFailure | undefined {
  if (expected === undefined) return undefined;
  const isThere = stored !== undefined && stored.value.state !== 'deleted';
  if (isThere && (expected === '*' || expected.includes(stored.version))) return undefined;
  return { reason: 'version-mismatch' };
}
