import type { ReportCollectionTask } from '../../../domain/job/report-collection-task.ts';
import { mediaTypeOf } from '../../../domain/report/read-answer.ts';
import { ReportCheck, type ReportFigures } from '../../../domain/report/report-check.ts';
import type { RunFailure } from '../../../domain/run/run-failure.ts';
import type { FetchedAnswer } from './fetch-answer.ts';
import type { NewDigest } from '../../../application/ports/environment.ts';
import type { ReportIdentity, ReportWriter } from '../../../application/ports/report-store.ts';
import { aboutOf, toCallFailure } from './report-failures.ts';

/** A report that was written as a whole, and is what the task asks for. */
export interface StreamedReport extends ReportFigures, Omit<ReportIdentity, 'runId'> {
  readonly outcome: 'streamed';
}

export type Streamed =
  | StreamedReport
  /** The server has given what it has; asking it again would change nothing. */
  | { readonly outcome: 'unfit'; readonly failure: RunFailure }
  /** It may come whole another time. */
  | { readonly outcome: 'interrupted'; readonly failure: RunFailure };

interface Streaming {
  readonly task: ReportCollectionTask;
  readonly ticketId: string;
  readonly answer: Extract<FetchedAnswer, { readonly outcome: 'report' }>;
  readonly writer: ReportWriter;
  readonly signal: AbortSignal;
}

/**
 * Passes a report on to the store piece by piece, and looks at it on the way: its type, its size, its rows and columns.
 * Throws Unavailable when the store is away, and the signal's reason. Whoever gave the body closes it.
 */
export async function streamReport(newDigest: NewDigest, streaming: Streaming): Promise<Streamed> {
  const { task, ticketId, answer, signal } = streaming;
  const called = { resource: task.resource, ticketId };
  const contentType = mediaTypeOf(answer.headers['content-type']);
  const headFault = headFailure(streaming, contentType);
  if (headFault !== undefined) return { outcome: 'unfit', failure: headFault };
  try {
    return await passOn(newDigest, streaming, contentType ?? '');
  } catch (error) {
    signal.throwIfAborted();
    const failed = toCallFailure(error, { ...called, isReading: true });
    if (failed === undefined) throw error;
    return { outcome: failed.isFinal ? 'unfit' : 'interrupted', failure: failed.failure };
  }
}

async function passOn(
  newDigest: NewDigest,
  { task, ticketId, answer, writer, signal }: Streaming,
  contentType: string,
): Promise<Streamed> {
  const digest = newDigest();
  const check = new ReportCheck(task);
  let sizeBytes = 0;
  for await (const chunk of answer.body.chunks) {
    signal.throwIfAborted();
    sizeBytes += chunk.length;
    if (sizeBytes > task.maxBytes) return { outcome: 'unfit', failure: tooLarge(task, ticketId) };
    const fault = check.push(chunk);
    if (fault !== undefined) return unreadable(task, ticketId, fault);
    digest.update(chunk);
    await writer.write(chunk);
  }
  const figures = check.finish();
  if ('reason' in figures) return unreadable(task, ticketId, figures);
  return { outcome: 'streamed', ...figures, sizeBytes, sha256: digest.finish(), contentType };
}

function headFailure(
  { task, ticketId, answer: { headers } }: Streaming,
  contentType: string | undefined,
): RunFailure | undefined {
  // By its length at once: a report of gigabytes need not come to be refused.
  if (Number(headers['content-length'] ?? 0) > task.maxBytes) return tooLarge(task, ticketId);
  if (contentType !== undefined && task.contentTypes.includes(contentType)) return undefined;
  const about = aboutOf({ resource: task.resource, ticketId });
  const given = contentType === undefined ? 'no media type' : 'another media type';
  const message =
    `${about}: the report has ${given} than ${task.contentTypes.join(' or ')}. If it is a report all the same, add ` +
    'its type to the job\'s "contentTypes".';
  return { reason: 'unexpected-content-type', message };
}

function tooLarge({ resource, maxBytes }: ReportCollectionTask, ticketId: string): RunFailure {
  const message =
    `${aboutOf({ resource, ticketId })}: the report is larger than ${maxBytes} bytes. If it may be, raise the job's ` +
    '"maxBytes".';
  return { reason: 'report-too-large', message };
}

function unreadable(
  { resource }: ReportCollectionTask,
  ticketId: string,
  {
    reason,
    message,
  }: { readonly reason: 'report-not-readable' | 'report-truncated'; readonly message: string },
): Streamed {
  const failure = { reason, message: `${aboutOf({ resource, ticketId })}: the report ${message}` };
  return { outcome: reason === 'report-truncated' ? 'interrupted' : 'unfit', failure };
}
