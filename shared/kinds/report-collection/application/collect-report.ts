import { intervalOfRun } from '../../../domain/data/data-interval.ts';
import type { ReportCollectionJob } from '../../../domain/job/job.ts';
import type { Term } from '../../../domain/lease/lease.ts';
import type { AcceptedTicket } from '../../../domain/report/decide-ticket.ts';
import { outputPathOf } from '../../../domain/report/fill-report-paths.ts';
import type { ReportSummary } from '../../../domain/run/report-summary.ts';
import type { Run } from '../../../domain/run/run.ts';
import type { RunFailure } from '../../../domain/run/run-failure.ts';
import type { RunAttempt } from '../../../domain/run/run-id.ts';
import { SECOND_MS } from '../../../domain/schedule/instant.ts';
import { fetchAnswer, type FetchedAnswer } from './fetch-answer.ts';
import { createHoldLease } from './hold-lease.ts';
import { loadCollection, rejected, type CollectionEnd, type CollectionStores } from './load-collection.ts';
import type { LoadCalendars } from '../../../application/load-calendars.ts';
import type { Clock, NewDigest, Pause } from '../../../application/ports/environment.ts';
import type { LeaseStore } from '../../../application/ports/lease-store.ts';
import type { OutgoingHttp } from '../../../application/ports/outgoing-http.ts';
import type { ReportCommit, ReportStore, ReportWriter } from '../../../application/ports/report-store.ts';
import type { RunStore } from '../../../application/ports/run-store.ts';
import type { Secrets } from '../../../application/ports/secrets.ts';
import { aboutOf, notReadyFailure, statusFailure } from './report-failures.ts';
import { fillHeaders } from './report-headers.ts';
import { streamReport, type StreamedReport } from './stream-report.ts';
import { ownTicket, settleTicket } from './ticket-notes.ts';
import { createCancellableWork } from '../../../application/watch-cancellation.ts';

export type ReportCollected =
  | { readonly outcome: 'collected'; readonly result: ReportSummary }
  | { readonly outcome: 'not-ready'; readonly failure: RunFailure; readonly retryAfterMs?: number }
  /** To be asked for again, with the same ticket. */
  | { readonly outcome: 'failed'; readonly failure: RunFailure; readonly retryAfterMs?: number }
  /** There is no ticket, or the server does not know it any more: it may be asked anew. */
  | { readonly outcome: 'gone' }
  | CollectionEnd;

interface Dependencies extends CollectionStores {
  readonly runs: RunStore;
  readonly leases: LeaseStore;
  readonly reports: ReportStore;
  readonly http: OutgoingHttp;
  readonly secrets: Secrets;
  readonly loadCalendars: LoadCalendars;
  readonly newDigest: NewDigest;
  readonly clock: Clock;
  readonly pause: Pause;
}

interface Collection {
  readonly term: Term;
  readonly run: Run;
  readonly job: ReportCollectionJob;
  readonly headers: Readonly<Record<string, string>>;
  readonly ticket: AcceptedTicket;
  /** Of the blob. */
  readonly path: string;
  /** Epoch ms; of the attempt. */
  readonly deadlineAt: number;
}

/*
 * The order at the end is what keeps a late collection from doing harm: the report is written where nobody sees it, and is
 * looked at; then the notes say under the lease that the server is done, which a lease that is over refuses; only then it
 * becomes the blob, in one request that a later epoch's report refuses.
 */

/**
 * Asks for the report of a run's ticket, and keeps it as a blob when it is there. Memory does not grow with the report.
 * `deadlineAt` (epoch ms) is the attempt's. Throws NotFound for an unknown run, Unavailable when a retry may help.
 */
export function createCollectReport(
  dependencies: Dependencies,
): (attempt: RunAttempt, term: Term, deadlineAt: number) => Promise<ReportCollected> {
  const cancellable = createCancellableWork(dependencies);
  const holding = createHoldLease(dependencies);
  return async (attempt, term, deadlineAt) => {
    const loaded = await loadCollection(dependencies, attempt, term.resource);
    if (loaded.outcome !== 'loaded') return loaded;
    const { run, job } = loaded;
    const filled = fillHeaders(job.task, dependencies.secrets);
    if (filled.outcome === 'missing') return rejected(filled.failure);
    const collected = await cancellable(attempt, (cancelled) =>
      holding(term, async (lost): Promise<ReportCollected> => {
        const notes = await dependencies.leases.readNotes(term);
        if (notes === 'lost') return { outcome: 'lost' };
        const ticket = ownTicket(notes, run.runId);
        if (ticket === undefined) return { outcome: 'gone' };
        const path = await pathOf(dependencies, run, job);
        const collection = { term, run, job, headers: filled.headers, ticket, path, deadlineAt };
        return collect(dependencies, collection, AbortSignal.any([cancelled, lost]));
      }),
    );
    if (collected === 'cancelled') return { outcome: 'over' };
    return collected === 'lost' ? { outcome: 'lost' } : collected;
  };
}

async function pathOf(
  { loadCalendars }: Dependencies,
  run: Run,
  { recurrences, task }: ReportCollectionJob,
): Promise<string> {
  const interval = intervalOfRun(run, recurrences, await loadCalendars(recurrences));
  return outputPathOf(task, run.runId, interval);
}

/** A report that comes too slowly is given up a little before the attempt is, so that it can say so. */
function timeLeftMs(untilDeadlineMs: number): number {
  return untilDeadlineMs - Math.min(5 * SECOND_MS, untilDeadlineMs / 10);
}

async function collect(
  dependencies: Dependencies,
  collection: Collection,
  signal: AbortSignal,
): Promise<ReportCollected> {
  const { job, headers, ticket, deadlineAt } = collection;
  const { resource } = job.task;
  const called = { resource, ticketId: ticket.accepted.ticketId };
  const totalMs = timeLeftMs(deadlineAt - dependencies.clock.now());
  const answer = await fetchAnswer(dependencies, { task: job.task, ticket, headers, totalMs, signal });
  switch (answer.outcome) {
    case 'report':
      try {
        return await keep(dependencies, { ...collection, answer }, signal);
      } finally {
        await answer.body.close();
      }
    case 'not-ready':
      return { ...answer, failure: notReadyFailure(resource, ticket) };
    case 'gone':
      return settled(dependencies, collection, { to: undefined, then: { outcome: 'gone' } });
    case 'unanswered': {
      const { isFinal, failure } = answer;
      // The ticket stays unanswered: what the server makes of it is not known.
      return isFinal ? rejected(failure) : { outcome: 'failed', failure };
    }
    case 'server-fault': {
      const { status, ...rest } = answer;
      return { ...rest, outcome: 'failed', failure: statusFailure(status, called) };
    }
    case 'forbidden':
      return rejected(statusFailure(answer.status, called));
    case 'refused':
      return answered(dependencies, collection, rejected(statusFailure(answer.status, called)));
  }
}

interface Keeping extends Collection {
  readonly answer: Extract<FetchedAnswer, { readonly outcome: 'report' }>;
}

async function keep(
  dependencies: Dependencies,
  keeping: Keeping,
  signal: AbortSignal,
): Promise<ReportCollected> {
  const { term, run, job, ticket, path } = keeping;
  const writer = await dependencies.reports.begin(path, term);
  let isCommitted = false;
  try {
    const streaming = {
      task: job.task,
      ticketId: ticket.accepted.ticketId,
      answer: keeping.answer,
      writer,
      signal,
    };
    const streamed = await streamReport(dependencies.newDigest, streaming);
    if (streamed.outcome === 'interrupted') return { outcome: 'failed', failure: streamed.failure };
    if (streamed.outcome === 'unfit') {
      return await answered(dependencies, keeping, rejected(streamed.failure));
    }
    // From here on it is a matter of two writes: a cancellation that comes now is found by the commit of the result.
    signal.throwIfAborted();
    const result = toResult(keeping, streamed);
    const fenced = await answered(dependencies, keeping, { outcome: 'collected', result });
    if (fenced.outcome !== 'collected') return fenced;
    const commit = await commitReport(writer, run, streamed);
    isCommitted = commit === 'committed';
    return afterCommit(commit, fenced, keeping);
  } finally {
    if (!isCommitted) await writer.abandon();
  }
}

function commitReport(writer: ReportWriter, { runId }: Run, streamed: StreamedReport): Promise<ReportCommit> {
  const { sha256, sizeBytes, contentType } = streamed;
  return writer.commit({ runId, sha256, sizeBytes, contentType });
}

function afterCommit(
  commit: ReportCommit,
  collected: ReportCollected,
  { path, job, ticket }: Keeping,
): ReportCollected {
  switch (commit) {
    case 'committed':
    case 'already-committed':
      return collected;
    case 'superseded':
      return { outcome: 'lost' };
    case 'path-taken': {
      const about = aboutOf({ resource: job.task.resource, ticketId: ticket.accepted.ticketId });
      const message =
        `${about}: at '${path}' there is a blob that is no report of this resource, and it stays. Move it, or change ` +
        'the job\'s "outputPath", then retry the run.';
      return rejected({ reason: 'output-path-taken', message });
    }
  }
}

function toResult(
  { term, job, ticket, path }: Keeping,
  { rowCount, columnCount, malformedRowCount, sizeBytes, sha256 }: StreamedReport,
): ReportSummary {
  return {
    kind: 'report-collection',
    ...{ resource: job.task.resource, path },
    ...{ sizeBytes, sha256, rowCount, columnCount, malformedRowCount },
    epoch: term.epoch,
    ticketId: ticket.accepted.ticketId,
    requestedAt: new Date(ticket.requestedAt).toISOString(),
  };
}

/** Notes that the server has nothing more to do for the ticket; one that was answered before stays as it is. */
function answered(
  dependencies: Dependencies,
  collection: Collection,
  then: ReportCollected,
): Promise<ReportCollected> {
  const { ticket } = collection;
  const to = ticket.answeredAt === undefined ? { ...ticket, answeredAt: dependencies.clock.now() } : ticket;
  return settled(dependencies, collection, { to, then });
}

async function settled(
  { leases }: Dependencies,
  { term, ticket }: Collection,
  { to, then }: { readonly to: AcceptedTicket | undefined; readonly then: ReportCollected },
): Promise<ReportCollected> {
  const written = await settleTicket(leases, term, { ticket, to });
  if (written === 'lost') return { outcome: 'lost' };
  // Somebody has gone on from there meanwhile: there is no ticket of this run any more.
  return written === 'changed' ? { outcome: 'gone' } : then;
}
