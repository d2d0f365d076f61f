import type { Clock } from '../../application/ports/environment.ts';
import type {
  CommitOutcome,
  ConditionalWrite,
  JobFilter,
  JobStore,
  JobWrite,
} from '../../application/ports/job-store.ts';
import type { Page, PageRequest, Versioned } from '../../application/ports/versioned.ts';
import type { Job } from '../../domain/job/job.ts';
import type { JobId } from '../../domain/job/job-id.ts';
import type { JobKind } from '../../domain/job/job-work.ts';
import type { JobOrder } from '../../domain/job/job-order.ts';
import type { Lane } from '../../domain/run/lane.ts';
import { isFinished, type Run } from '../../domain/run/run.ts';
import { endedWork, type EndedWork } from './ended-work.ts';
import type { JobFacts } from './job-facts.ts';
import { runAttributes } from './run-trace.ts';
import type { Tracer } from './tracer.ts';

interface Parts {
  readonly tracer: Tracer;
  readonly facts: JobFacts;
  readonly clock: Clock;
  /** The orchestration that does the work of a run, by the kind of its job. */
  readonly orchestrators: Readonly<Record<JobKind, string>>;
}

/**
 * Records in the traces of runs what is committed: that a run was made, and that an attempt has ended. The commit happens
 * once, whoever tries it how often, and so do these spans.
 */
export class TracedJobStore implements JobStore {
  readonly #jobs: JobStore;
  readonly #parts: Parts;

  constructor(jobs: JobStore, parts: Parts) {
    this.#jobs = jobs;
    this.#parts = parts;
  }

  async get(jobId: JobId): Promise<Versioned<Job> | undefined> {
    const job = await this.#jobs.get(jobId);
    if (job !== undefined) this.#parts.facts.remember(job.value);
    return job;
  }

  async commit(write: JobWrite): Promise<CommitOutcome> {
    const startedAt = this.#parts.clock.now();
    const outcome = await this.#jobs.commit(write);
    if (outcome !== 'committed') return outcome;
    if (write.job !== undefined) this.#parts.facts.remember(write.job.value);
    for (const run of write.runs ?? []) this.#recordRun(run, startedAt);
    return outcome;
  }

  #recordRun({ value: run, ifVersion }: ConditionalWrite<Run>, startedAt: number): void {
    if (ifVersion === undefined) this.#recordRoot(run, startedAt);
    const ended = endedWork(run, this.#parts.tracer.activeRun);
    if (ended !== undefined) this.#recordWork(run, ended);
    else if (isFinished(run)) this.#recordEnd(run);
  }

  /** The root stands for the slot, or the request: it is over when the run is made. */
  #recordRoot(run: Run, startedAt: number): void {
    const { tracer, clock, facts } = this.#parts;
    const { root } = tracer.runTrace(run.runId);
    tracer.record({
      ...{ name: this.#rootName(run), kind: 'internal', context: root, links: tracer.linkToActive },
      ...{ startedAt, endedAt: Math.max(startedAt, clock.now()) },
      attributes: {
        ...runAttributes(run),
        ...facts.attributesOf(run.jobId),
        'evenkeel.value_stream': run.valueStream,
        'evenkeel.run.trigger': run.trigger,
        'evenkeel.run.due_at': new Date(run.dueAt).toISOString(),
        'evenkeel.run.effective_at': new Date(run.effectiveAt).toISOString(),
        'evenkeel.run.late': run.late,
        'evenkeel.run.coalesced': run.coalesced?.count,
        'evenkeel.backfill.id': run.backfillId,
      },
    });
    tracer.activeSpan?.link({ context: root, attributes: { 'evenkeel.link': 'run', ...runAttributes(run) } });
  }

  #rootName({ jobId, trigger }: Run): string {
    const kind = this.#parts.facts.of(jobId)?.kind;
    const what = trigger === 'schedule' ? 'slot' : 'run';
    return kind === undefined ? what : `${what} ${kind}`;
  }

  #recordWork(run: Run, { attempt, startedAt, finishedAt, state, failure }: EndedWork): void {
    const { tracer, facts, orchestrators } = this.#parts;
    const trace = tracer.runTrace(run.runId);
    const kind = facts.of(run.jobId)?.kind;
    const orchestrator = kind === undefined ? undefined : orchestrators[kind];
    tracer.record({
      name: orchestrator === undefined ? 'orchestration' : `orchestration ${orchestrator}`,
      ...{ kind: 'internal', context: trace.orchestration(attempt), parent: trace.message(attempt) },
      ...{ startedAt, endedAt: Math.max(startedAt, finishedAt), links: tracer.linkToActive },
      attributes: {
        ...runAttributes({ runId: run.runId, attempt }),
        ...facts.attributesOf(run.jobId),
        'evenkeel.value_stream': run.valueStream,
        'evenkeel.run.trigger': run.trigger,
        'evenkeel.run.state': state,
      },
      ...(failure === undefined ? {} : { failure }),
    });
  }

  /** A run that ends without having begun has no orchestration to tell of it. */
  #recordEnd(run: Extract<Run, { readonly finishedAt: number }>): void {
    const { tracer, facts } = this.#parts;
    const { root } = tracer.runTrace(run.runId);
    const span = tracer.begin({
      ...{ name: `run ${run.state}`, parent: root },
      attributes: {
        ...runAttributes(run),
        ...facts.attributesOf(run.jobId),
        'evenkeel.value_stream': run.valueStream,
        'evenkeel.run.state': run.state,
        'evenkeel.run.reason': run.state === 'skipped' ? run.reason : undefined,
      },
    });
    if (run.state === 'dead') span.fail({ type: run.cause.reason, message: run.cause.description });
    span.end();
  }

  getLane(jobId: JobId): Promise<Versioned<Lane> | undefined> {
    return this.#jobs.getLane(jobId);
  }

  create(job: Job): Promise<'created' | 'already-exists'> {
    return this.#jobs.create(job);
  }

  save(job: Job, condition: { readonly ifVersion: string }): Promise<void> {
    return this.#jobs.save(job, condition);
  }

  list(filter: JobFilter, request: PageRequest, order?: JobOrder): Promise<Page<Job>> {
    return this.#jobs.list(filter, request, order);
  }

  count(filter: JobFilter): Promise<number> {
    return this.#jobs.count(filter);
  }

  due(until: number, filter?: { readonly valueStream: string }): AsyncIterable<Versioned<Job>> {
    return this.#jobs.due(until, filter);
  }

  dueStreams(until: number): Promise<readonly string[]> {
    return this.#jobs.dueStreams(until);
  }
}
