import { z } from 'zod';
import { jobId, runId } from '../../contracts/run.ts';
import { LOG_LEVELS, type JobLogPart } from '../../domain/run/job-log.ts';
import type { RunId } from '../../domain/run/run-id.ts';
import { instant, toInstant } from './instants.ts';

/** What is known of all parts of a run. */
export interface LogHead {
  /** Added so far, those that are not kept any more among them. */
  readonly parts: number;
  readonly lines: number;
  /** Of its first parts, which stay. */
  readonly firstLines: number;
  /** The parts that were added last. */
  readonly lastParts: readonly string[];
}

/** Where a part stands in its run. */
export interface PartPlace {
  /** Counts the parts of the run, from 0. */
  readonly sequence: number;
  readonly place: number;
  /** Lines of the run before it, those that are not kept any more among them. */
  readonly linesBefore: number;
}

const headDocument = z.object({
  type: z.literal('log-head'),
  schemaVersion: z.literal(1),
  parts: z.number(),
  lines: z.number(),
  firstLines: z.number(),
  lastParts: z.array(z.string()),
});

export function headId(run: RunId): string {
  return `log-head.${run}`;
}

/** The head of a run's log. Throws ZodError for a document that is none. */
export function headFromDocument(document: unknown): LogHead {
  const { type: _type, schemaVersion: _version, ...head } = headDocument.parse(document);
  return head;
}

export function headToDocument(
  { jobId: job, runId: run }: Pick<JobLogPart, 'jobId' | 'runId'>,
  { lastParts, ...counts }: LogHead,
): Record<string, unknown> & { readonly id: string } {
  return {
    id: headId(run),
    ...{ type: 'log-head', schemaVersion: 1, jobId: job, ...counts, lastParts: [...lastParts] },
  };
}

const partDocument = z.object({
  type: z.literal('log-part'),
  schemaVersion: z.literal(1),
  jobId,
  runId,
  attempt: z.number(),
  step: z.string(),
  partId: z.string(),
  sequence: z.number(),
  linesBefore: z.number(),
  lines: z.array(
    z.object({
      at: instant,
      level: z.enum(LOG_LEVELS),
      message: z.string(),
      fields: z.record(z.string(), z.unknown()),
    }),
  ),
});

export type StoredPart = JobLogPart & Omit<PartPlace, 'place'>;

/** A part with its place. Throws ZodError for a document that is none. */
export function partFromDocument(document: unknown): StoredPart {
  const { type: _type, schemaVersion: _version, ...part } = partDocument.parse(document);
  return part;
}

export function partToDocument(
  part: JobLogPart,
  { sequence, place, linesBefore }: PartPlace,
): Record<string, unknown> & { readonly id: string } {
  const { lines, ...rest } = part;
  const instants = lines.map(({ at }) => at);
  return {
    id: `log-part.${part.runId}.${place}`,
    ...{ type: 'log-part', schemaVersion: 1, ...rest, sequence, linesBefore },
    // What lists are narrowed and ordered by.
    fromAt: toInstant(Math.min(...instants)),
    untilAt: toInstant(Math.max(...instants)),
    levels: [...new Set(lines.map(({ level }) => level))],
    text: lines.map((line) => searchableText(part.step, line)).join('\n'),
    lines: lines.map(({ at, ...line }) => ({ at: toInstant(at), ...line })),
  };
}

/** The text in which a line is searched for. */
export function searchableText(
  step: string,
  { message, fields }: Pick<JobLogPart['lines'][number], 'message' | 'fields'>,
): string {
  return `${step} ${message} ${JSON.stringify(fields)}`;
}
