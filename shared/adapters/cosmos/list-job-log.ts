import type { Container, SqlParameter } from '@azure/cosmos';
import { z } from 'zod';
import type { Log } from '../../application/ports/environment.ts';
import type { JobLogFilter } from '../../application/ports/job-log-store.ts';
import type { Page, PageRequest } from '../../application/ports/versioned.ts';
import { Unavailable } from '../../domain/errors.ts';
import type { JobId } from '../../domain/job/job-id.ts';
import { FIRST_PARTS, LAST_PARTS, missingLines, type JobLogLine } from '../../domain/run/job-log.ts';
import { toInstant } from './instants.ts';
import { partFromDocument, searchableText, type LogHead, type StoredPart } from './job-log-document.ts';
import { fromJsonCursor, toJsonCursor } from './json-cursor.ts';
import { queryDocuments, readableOnly } from './query-documents.ts';

type Filter = JobLogFilter & { readonly jobId: JobId };

/** The last line given: its part, by when that begins and where it stands in its run, and the line's place in it. */
const position = z.object({
  fromAt: z.iso.datetime({ precision: 3 }),
  runId: z.string(),
  sequence: z.int().min(0),
  /** -1: the line that tells how many are missing before the part. */
  line: z.int().min(-1),
});

type Position = z.infer<typeof position>;

interface PlacedLine {
  readonly line: JobLogLine;
  readonly position: Position;
}

interface Source {
  readonly container: Container;
  readonly log: Log;
  /** What is known of the run, where the list is of one. */
  readonly head: LogHead | undefined;
  /** How long it is searched, ms. */
  readonly withinMs: number;
}

const PART_FIELDS = [
  ...['id', 'type', 'schemaVersion', 'jobId', 'runId', 'attempt', 'step', 'partId', 'sequence'],
  ...['linesBefore', 'lines'],
];

/**
 * Lines of the runs of a job, in order of their parts. A text is searched for in every part of the job that nothing else
 * rules out, at the cost of all of them: so it ends in a time, whether anybody still waits for the answer or not. Throws
 * Unavailable then.
 */
export async function listJobLog(
  source: Source,
  filter: Filter,
  request: PageRequest,
): Promise<Page<JobLogLine>> {
  const abortSignal = AbortSignal.timeout(source.withinMs);
  try {
    return await readPage(source, { filter, abortSignal }, request);
  } catch (error) {
    if (!abortSignal.aborted) throw error;
    const message = `The lines were not found within ${source.withinMs / 1000} s: ask for one run, or narrow the time.`;
    throw new Unavailable(message, undefined, { cause: error });
  }
}

async function readPage(
  { container, log, head }: Source,
  { filter, abortSignal }: { readonly filter: Filter; readonly abortSignal: AbortSignal },
  { limit, cursor }: PageRequest,
): Promise<Page<JobLogLine>> {
  const after = cursor === undefined ? undefined : fromJsonCursor(cursor, position);
  const lines: PlacedLine[] = [];
  // A part has a line at least: no more of them are read than a page may need.
  const options = { partitionKey: filter.jobId, maxItemCount: limit + 1, abortSignal };
  const documents = queryDocuments(container, queryOf(filter, after), options);
  for await (const part of readableOnly(documents, partFromDocument, log)) {
    const placed = [...gapBefore(part, filter, head), ...linesOf(part, filter)];
    lines.push(...placed.filter(({ position: place }) => isAfter(place, after)));
    // One more than asked for tells whether there is a next page.
    if (lines.length > limit) break;
  }
  const page = lines.slice(0, limit);
  const last = page.at(-1);
  const items = page.map(({ line }) => line);
  return lines.length > limit && last !== undefined
    ? { items, nextCursor: toJsonCursor(last.position) }
    : { items };
}

function linesOf(part: StoredPart, filter: Filter): PlacedLine[] {
  const { runId, attempt, step } = part;
  return part.lines
    .map((line, index) => ({
      line: { runId, attempt, step, ...line },
      position: { ...placeOf(part), line: index },
    }))
    .filter(({ line }) => isWanted(line, filter));
}

/** The line that tells how many are missing, where the latest parts of a run begin. */
function gapBefore(part: StoredPart, filter: Filter, head: LogHead | undefined): PlacedLine[] {
  const { runId, attempt, step, sequence, linesBefore } = part;
  const [first] = part.lines;
  if (head === undefined || first === undefined || isNarrowed(filter)) return [];
  if (sequence !== head.parts - LAST_PARTS || sequence <= FIRST_PARTS) return [];
  const line = missingLines(linesBefore - head.firstLines, { runId, attempt, step, ...first });
  return [{ line, position: { ...placeOf(part), line: -1 } }];
}

function placeOf({ runId, sequence, lines }: StoredPart): Omit<Position, 'line'> {
  return { fromAt: toInstant(Math.min(...lines.map(({ at }) => at))), runId, sequence };
}

function isAfter(place: Position, after: Position | undefined): boolean {
  const isSamePart = place.runId === after?.runId && place.sequence === after.sequence;
  return !isSamePart || place.line > after.line;
}

function isNarrowed({ attempt, level, text, from, until }: Filter): boolean {
  return [attempt, level, text, from, until].some((given) => given !== undefined);
}

function isWanted(line: JobLogLine, { level, text, from, until }: Filter): boolean {
  return (
    (level === undefined || line.level === level) &&
    (from === undefined || line.at >= from) &&
    (until === undefined || line.at <= until) &&
    (text === undefined || searchableText(line.step, line).toLowerCase().includes(text.toLowerCase()))
  );
}

type Condition = readonly [text: string, ...parameters: SqlParameter[]];

function queryOf(filter: Filter, after: Position | undefined) {
  const conditions = [["c.type = 'log-part'"] as const, ...conditionsOf(filter), ...conditionAfter(after)];
  const where = conditions.map(([text]) => text).join(' AND ');
  return {
    query: `SELECT ${PART_FIELDS.map((field) => `c.${field}`).join(', ')} FROM c WHERE ${where} ORDER BY c.fromAt, c.runId, c.sequence`,
    parameters: conditions.flatMap(([, ...parameters]) => parameters),
  };
}

function conditionsOf({ runId, attempt, level, text, from, until }: Filter): readonly Condition[] {
  return [
    ...when(runId, (value) => ['c.runId = @runId', { name: '@runId', value }]),
    ...when(attempt, (value) => ['c.attempt = @attempt', { name: '@attempt', value }]),
    ...when(level, (value) => ['ARRAY_CONTAINS(c.levels, @level)', { name: '@level', value }]),
    ...when(text, (value) => ['CONTAINS(c.text, @text, true)', { name: '@text', value }]),
    ...when(from, (value) => ['c.untilAt >= @from', { name: '@from', value: toInstant(value) }]),
    ...when(until, (value) => ['c.fromAt <= @until', { name: '@until', value: toInstant(value) }]),
  ];
}

function when<T>(value: T | undefined, toCondition: (value: T) => Condition): Condition[] {
  return value === undefined ? [] : [toCondition(value)];
}

/** The part of the position itself is read again, for the lines of it that are left. */
function conditionAfter(after: Position | undefined): readonly Condition[] {
  if (after === undefined) return [];
  const sameInstant =
    '(c.fromAt = @afterAt AND (c.runId > @afterRun OR (c.runId = @afterRun AND c.sequence >= @afterPart)))';
  return [
    [
      `(c.fromAt > @afterAt OR ${sameInstant})`,
      { name: '@afterAt', value: after.fromAt },
      { name: '@afterRun', value: after.runId },
      { name: '@afterPart', value: after.sequence },
    ],
  ];
}
