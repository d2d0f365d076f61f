import type { Container } from '@azure/cosmos';
import { z } from 'zod';
import type { Log } from '../../application/ports/environment.ts';
import type { RunFilter } from '../../application/ports/run-store.ts';
import type { Page, PageRequest } from '../../application/ports/versioned.ts';
import type { Run } from '../../domain/run/run.ts';
import { allOf, condition, oneOf, type Condition } from './condition.ts';
import { fromJsonCursor, toJsonCursor } from './json-cursor.ts';
import { toInstant } from './instants.ts';
import { queryDocuments, readableOnly } from './query-documents.ts';
import { runFromDocument } from './run-document.ts';

/** Where a page ends. Runs that change or come and go meanwhile move no other run to another page. */
const position = z.tuple([z.iso.datetime({ precision: 3 }), z.string()]);

type Position = z.infer<typeof position>;

/** Runs of all jobs, or of one, the latest slot first. Needs the composite index `dueAt` descending, `runId`. */
export async function listRuns(
  { container, log }: { readonly container: Container; readonly log: Log },
  filter: RunFilter,
  { limit, cursor }: PageRequest,
): Promise<Page<Run>> {
  const after = cursor === undefined ? undefined : fromJsonCursor(cursor, position);
  const isRun = { text: "c.type = 'run'", parameters: [] };
  const { text: where, parameters } = allOf([isRun, ...conditionsOf(filter), ...conditionAfter(after)]);
  const query = `SELECT * FROM c WHERE ${where} ORDER BY c.dueAt DESC, c.runId OFFSET 0 LIMIT ${limit + 1}`;
  const partition = filter.jobId === undefined ? {} : { partitionKey: filter.jobId };
  const found = await Array.fromAsync(queryDocuments(container, { query, parameters }, partition));
  const page = found.slice(0, limit);
  const items = await Array.fromAsync(readableOnly(listed(page), runFromDocument, log));
  if (found.length <= limit) return { items };
  const { dueAt, runId } = placed.parse(page.at(-1));
  return { items, nextCursor: toJsonCursor([dueAt, runId]) };
}

const placed = z.looseObject({ dueAt: z.string(), runId: z.string() });

async function* listed(documents: readonly unknown[]): AsyncGenerator {
  yield* documents;
}

const CAUSES = ['c.cause.reason', 'c.cause.description', 'c.failure.reason', 'c.failure.message'];

function conditionsOf({
  states,
  valueStream,
  valueStreams,
  backfillId,
  causeContains,
  fromDueAt,
  untilDueAt,
}: RunFilter): readonly Condition[] {
  const containsCause = CAUSES.map((path) => `CONTAINS(${path}, @cause, true)`).join(' OR ');
  return [
    ...(states === undefined ? [] : [oneOf('c.state', 'state', states)]),
    ...(valueStream === undefined
      ? []
      : [condition('c.valueStream = @valueStream', '@valueStream', valueStream)]),
    ...(valueStreams === undefined ? [] : [oneOf('c.valueStream', 'caller', valueStreams)]),
    ...(backfillId === undefined ? [] : [condition('c.backfillId = @backfillId', '@backfillId', backfillId)]),
    ...(causeContains === undefined ? [] : [condition(`(${containsCause})`, '@cause', causeContains)]),
    ...(fromDueAt === undefined ? [] : [condition('c.dueAt >= @from', '@from', toInstant(fromDueAt))]),
    ...(untilDueAt === undefined ? [] : [condition('c.dueAt <= @until', '@until', toInstant(untilDueAt))]),
  ];
}

function conditionAfter(after: Position | undefined): readonly Condition[] {
  if (after === undefined) return [];
  const [dueAt, runId] = after;
  const parameters = [
    { name: '@dueAt', value: dueAt },
    { name: '@runId', value: runId },
  ];
  return [{ text: '(c.dueAt < @dueAt OR (c.dueAt = @dueAt AND c.runId > @runId))', parameters }];
}
