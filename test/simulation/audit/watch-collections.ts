import type { JobId } from '../../../shared/domain/job/job-id.ts';
import type { Job } from '../../../shared/domain/job/job.ts';
import type { Lease, LeaseNotes, Term } from '../../../shared/domain/lease/lease.ts';
import type { ReportSummary } from '../../../shared/domain/run/report-summary.ts';
import { isReportSummary, isStabilitySummary, type Run } from '../../../shared/domain/run/run.ts';
import { jobIdOf, runIdOf, type RunId } from '../../../shared/domain/run/run-id.ts';
import type { MemoryBlobStore } from '../../support/memory/memory-blobs.ts';
import type { MemoryJobs } from '../../support/memory/memory-jobs.ts';
import type { MemoryReportStore } from '../../support/memory/memory-reports.ts';
import type { CollectionScenario } from '../collections/collection-scenario.ts';
import { SimReportServer, type SimTicket } from '../collections/report-server.ts';

/** What a process that noted a request before a break may still send, and what the server then makes of it, ms. */
const FORGOTTEN_FOR_MS = 2_400_000;

/** What a run says that was asked for when all trouble was over. */
export const LAST_TRY = 'last try';

interface Watched {
  readonly scenario: CollectionScenario;
  readonly now: () => number;
  readonly blobs: MemoryBlobStore;
  readonly runs: MemoryJobs['runs'];
  readonly reports: MemoryReportStore;
  readonly report: (violation: string) => void;
}

/** Counts what the report server is asked at once, and looks at each report that becomes visible. */
export class CollectionWatch {
  readonly #watched: Watched;
  /** By resource: since when nobody knows any more what the server may be at. */
  readonly #forgottenAt = new Map<string, number>();
  /** By term: the last moment at which it was certainly not over, counted in events. */
  readonly #heldAt = new Map<string, number>();
  /** The terms under which it was noted that a report was answered. */
  readonly #fenced = new Set<string>();
  readonly #committedAt = new Map<string, number>();
  readonly #epochs = new Map<string, number>();
  /** What was asked for, by ticket. */
  readonly #urls = new Map<string, string>();
  readonly #collected = new Map<string, RunId>();
  /** What the definitions of each job have asked for so far. */
  readonly #askedBy = new Map<JobId, Set<string>>();
  #events = 0;

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  jobWritten(job: Job): void {
    if (job.kind !== 'report-collection') return;
    const { method, baseUrl, offset } = job.task;
    const asked = this.#askedBy.get(job.jobId) ?? new Set();
    this.#askedBy.set(job.jobId, asked.add(`${method} ${baseUrl}/request_report?offset=${offset}`));
  }

  requestTaken(ticket: SimTicket, inFlight: readonly SimTicket[]): void {
    const { scenario, now, report } = this.#watched;
    this.#urls.set(ticket.ticketId, ticket.url);
    const forgottenAt = this.#forgottenAt.get(ticket.resource) ?? -Infinity;
    if (!scenario.isPatient || now() < forgottenAt + FORGOTTEN_FOR_MS) return;
    if (inFlight.length === 0) return;
    const others = inFlight.map(({ ticketId }) => ticketId).join(' and ');
    report(`${ticket.ticketId} was asked for while the server was at ${others}`);
  }

  broken(resource: string, isTicketForgotten: boolean): void {
    if (isTicketForgotten) this.#forgottenAt.set(resource, this.#watched.now());
  }

  renewed(term: Term): void {
    this.#heldAt.set(nameOf(term), this.#next());
  }

  notesWritten(term: Term, { ticket }: LeaseNotes): void {
    this.#heldAt.set(nameOf(term), this.#next());
    if (ticket?.answeredAt !== undefined) this.#fenced.add(nameOf(term));
    if (ticket?.accepted === undefined) return;
    const { accepted, requestKey, runId } = ticket;
    const { report } = this.#watched;
    if (!requestKey.endsWith(` ${this.#urls.get(accepted.ticketId)}`)) {
      report(`${accepted.ticketId} is noted as the answer to ${requestKey}`);
    }
    const isAsked = this.#askedBy.get(jobIdOf(runId))?.has(requestKey) === true;
    if (!isAsked) report(`${runId} is to get the report of ${requestKey}`);
  }

  /** A report is whole as soon as it can be seen, and takes the place of none of a later epoch. */
  async reportCommitted(path: string, term: Term): Promise<void> {
    const { blobs, reports, report } = this.#watched;
    this.#checkContent(path, term, (await blobs.readText(path)) ?? '');
    if (reports.reportAt(path)?.epoch !== term.epoch) report(`${path} is not of epoch ${term.epoch}`);
    const before = this.#epochs.get(path) ?? 0;
    if (term.epoch < before) report(`${path} went from epoch ${before} back to ${term.epoch}`);
    if (!this.#fenced.has(nameOf(term))) report(`${path} was committed under a lease that had been lost`);
    this.#epochs.set(path, term.epoch);
    this.#committedAt.set(nameOf(term), this.#next());
  }

  #checkContent(path: string, { resource }: Term, text: string): void {
    const { report } = this.#watched;
    const ticketId = /"([^"]+)"/.exec(text)?.[1] ?? '';
    const whole = new TextDecoder().decode(SimReportServer.contentOf(ticketId));
    if (text !== whole) report(`${path} can be seen before it is whole: ${JSON.stringify(text)}`);
    if (!ticketId.startsWith(`${resource}/`)) report(`${path} is the report of another resource`);
  }

  /** A result comes after its report, and the lease was held in between. */
  runWritten(before: Run | undefined, after: Run): void {
    if (before?.state !== 'running' || after.state !== 'succeeded') return;
    const { result, runId } = after;
    if (isStabilitySummary(result)) {
      this.#checkUpstream(after, result.currentRowCount);
      return;
    }
    if (!isReportSummary(result)) return;
    const held = this.#heldAt.get(`${result.resource} ${result.epoch}`) ?? 0;
    const committed = this.#committedAt.get(`${result.resource} ${result.epoch}`);
    if (committed !== undefined && held < committed) {
      this.#watched.report(`${runId} has its result though its lease was lost before`);
    }
    const other = this.#collected.get(result.ticketId);
    if (other !== undefined) this.#watched.report(`${runId} has the same ticket as ${other}`);
    this.#collected.set(result.ticketId, runId);
    this.#checkReport(after, result);
  }

  /** Who comes after another job has measured what that has collected for the slot. */
  #checkUpstream({ runId, dueAt, trigger }: Run, rowCount: number): void {
    const { scenario, runs, report } = this.#watched;
    if (scenario.follower === undefined || trigger === 'manual') return;
    const upstream = runs.get(runIdOf(scenario.follower.after, dueAt))?.value;
    const result = upstream?.state === 'succeeded' ? upstream.result : undefined;
    const isSame = result !== undefined && isReportSummary(result) && result.rowCount === rowCount;
    if (!isSame) report(`${runId} has measured ${rowCount} rows, ${JSON.stringify(upstream)}`);
  }

  /** When all has settled: what the succeeded runs say is there, and nothing is in anyone's way. */
  conclude(runs: readonly Run[], leases: readonly Lease[]): void {
    for (const run of runs) {
      if (run.state === 'succeeded' && isReportSummary(run.result)) this.#checkReport(run, run.result);
      if (isLastTry(run) && this.#isOnItsOwn(run.jobId, runs)) this.#checkLastTry(run, leases);
    }
  }

  #checkLastTry(run: Run, leases: readonly Lease[]): void {
    const { report } = this.#watched;
    const { runId, state } = run;
    if (state !== 'succeeded') {
      report(`${runId} is ${state} though nothing is in its way: ${JSON.stringify(run)}`);
    }
    const kept = leases.find((lease) => lease.state !== 'free' && lease.holder?.runId === runId);
    if (kept !== undefined) report(`${runId} has not released ${kept.resource}`);
  }

  /** Whether a job comes after none, or after one that has collected again at last. */
  #isOnItsOwn(jobId: JobId, runs: readonly Run[]): boolean {
    const { follower } = this.#watched.scenario;
    return jobId !== follower?.jobId || runs.some((run) => run.jobId === follower.after && isLastTry(run));
  }

  #checkReport({ runId }: Run, { path, sha256, sizeBytes, resource, epoch }: ReportSummary): void {
    const { reports, scenario, report } = this.#watched;
    const stored = reports.reportAt(path);
    if (stored?.resource !== resource) {
      report(`${runId} succeeded, but its report is not at ${path}`);
      return;
    }
    const isSame = stored.runId === runId && stored.sha256 === sha256 && stored.sizeBytes === sizeBytes;
    const isReplaced = scenario.sharesPaths && stored.epoch > epoch;
    if (!isReplaced && !isSame) report(`${runId} succeeded, but ${path} is another report`);
    if (isSame && stored.epoch > epoch) report(`${runId} says epoch ${epoch}, its report ${stored.epoch}`);
  }

  #next(): number {
    this.#events += 1;
    return this.#events;
  }
}

function isLastTry({ requested }: Run): boolean {
  return requested?.reason === LAST_TRY;
}

function nameOf({ resource, epoch }: Term): string {
  return `${resource} ${epoch}`;
}
