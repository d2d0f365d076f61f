import type { Container, SqlParameter } from '@azure/cosmos';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { JobFilter } from '../../application/ports/job-store.ts';
import type { Page, PageRequest } from '../../application/ports/versioned.ts';
import type { Job } from '../../domain/job/job.ts';
import { placeOf, type JobOrder } from '../../domain/job/job-order.ts';
import { fromJsonCursor, toJsonCursor } from './json-cursor.ts';
import { jobFromDocument, listedField } from './job-document.ts';
import { queryDocuments } from './query-documents.ts';

interface List {
  readonly filter: JobFilter;
  readonly order: JobOrder;
}

/** Jobs in an order, read by the one field that has their places in it. */
export async function listJobs(
  container: Container,
  { filter, order }: List,
  { limit, cursor }: PageRequest,
): Promise<Page<Job>> {
  const name = nameOf({ filter, order });
  const place = `c.listed.${listedField(order)}`;
  const direction = order.isDescending ? ' DESC' : '';
  const conditions = [
    // Whatever the direction: only jobs that can be listed have a text there.
    condition(`${place} > @none`, '@none', ''),
    ...conditionAfter(place, order, cursor === undefined ? undefined : placeIn(cursor, name)),
    ...conditionsOf(filter),
  ];
  const where = conditions.map(({ text }) => text).join(' AND ');
  const parameters = conditions.flatMap((each) => [...each.parameters]);
  // One more than asked for tells whether there is a next page. Paging by the last place, not by the SDK's token, stays
  // right while jobs come and go.
  const query = `SELECT * FROM c WHERE ${where} ORDER BY ${place}${direction} OFFSET 0 LIMIT ${limit + 1}`;
  const found = await Array.fromAsync(queryDocuments(container, { query, parameters }));
  const items = found.slice(0, limit).map(jobFromDocument);
  const last = items.at(-1);
  if (found.length <= limit || last === undefined) return { items };
  return { items, nextCursor: toJsonCursor([name, placeOf(last, order)]) };
}

const position = z.tuple([z.string(), z.string()]);

/** What a cursor is good for, in a few characters. */
function nameOf({ filter: { valueStreams: _ofTheCaller, ...filter }, order }: List): string {
  const sorted = Object.entries(filter).sort(([a], [b]) => (a < b ? -1 : 1));
  const text = JSON.stringify([sorted, order.by, order.isDescending]);
  return createHash('sha256').update(text).digest('base64url').slice(0, 12);
}

function placeIn(cursor: string, name: string): string {
  const [, place] = fromJsonCursor(
    cursor,
    position.refine(([of]) => of === name),
  );
  return place;
}

interface Condition {
  readonly text: string;
  readonly parameters: readonly SqlParameter[];
}

function condition(text: string, name: string, value: string | string[]): Condition {
  return { text, parameters: [{ name, value }] };
}

function conditionAfter(
  place: string,
  { isDescending }: JobOrder,
  after: string | undefined,
): readonly Condition[] {
  if (after === undefined) return [];
  return [condition(`${place} ${isDescending ? '<' : '>'} @after`, '@after', after)];
}

/** What names and describes a job. */
const TEXTS = ['c.jobId', 'c.description', 'c.task.modelId', 'c.task.resource'];

function conditionsOf(filter: JobFilter): readonly Condition[] {
  const { valueStreams, valueStream, kind, states, modelId, tags = [], text } = filter;
  const mentions = TEXTS.map((path) => `CONTAINS(${path}, @text, true)`).join(' OR ');
  return [
    ...(valueStreams === undefined ? [] : [oneOf('c.listed.valueStream', 'caller', valueStreams)]),
    ...(valueStream === undefined
      ? []
      : [condition('c.listed.valueStream = @stream', '@stream', valueStream)]),
    ...(kind === undefined ? [] : [condition('c.kind = @kind', '@kind', kind)]),
    ...(states === undefined ? [] : [oneOf('c.state', 'state', states)]),
    ...(modelId === undefined ? [] : [condition('c.task.modelId = @modelId', '@modelId', modelId)]),
    ...tags.map((tag, index) => condition(`ARRAY_CONTAINS(c.tags, @tag${index})`, `@tag${index}`, tag)),
    ...(text === undefined ? [] : [condition(`(${mentions})`, '@text', text)]),
  ];
}

/** An IN is read by an index where ARRAY_CONTAINS of a constant is not. */
function oneOf(path: string, name: string, values: readonly string[]): Condition {
  if (values.length === 0) return { text: 'false', parameters: [] };
  const parameters = values.map((value, index) => ({ name: `@${name}${index}`, value }));
  return { text: `${path} IN (${parameters.map((parameter) => parameter.name).join(', ')})`, parameters };
}
