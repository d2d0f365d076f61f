import type { Container } from '@azure/cosmos';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { JobFilter } from '../../application/ports/job-store.ts';
import type { Page, PageRequest } from '../../application/ports/versioned.ts';
import type { Job } from '../../domain/job/job.ts';
import { BY_ID, placeOf, type JobOrder } from '../../domain/job/job-order.ts';
import { allOf, condition, oneOf, type Condition } from './condition.ts';
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
  const { text: where, parameters } = allOf(conditions);
  // One more than asked for tells whether there is a next page. Paging by the last place, not by the SDK's token, stays
  // right while jobs come and go.
  const query = `SELECT * FROM c WHERE ${where} ORDER BY ${place}${direction} OFFSET 0 LIMIT ${limit + 1}`;
  const found = await Array.fromAsync(queryDocuments(container, { query, parameters }));
  const items = found.slice(0, limit).map(jobFromDocument);
  const last = items.at(-1);
  if (found.length <= limit || last === undefined) return { items };
  return { items, nextCursor: toJsonCursor([name, placeOf(last, order)]) };
}

/** How many jobs fit a filter. It reads the index, not the documents: its cost grows slowly with what fits. */
export async function countJobs(container: Container, filter: JobFilter): Promise<number> {
  const isListed = condition(`c.listed.${listedField(BY_ID)} > @none`, '@none', '');
  const { text, parameters } = allOf([isListed, ...conditionsOf(filter)]);
  const query = `SELECT VALUE COUNT(1) FROM c WHERE ${text}`;
  const [count] = await Array.fromAsync(queryDocuments(container, { query, parameters }));
  return z.int().parse(count ?? 0);
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
  const { valueStreams, valueStream, kind, states, modelId, fleetId, tags = [], text } = filter;
  const mentions = TEXTS.map((path) => `CONTAINS(${path}, @text, true)`).join(' OR ');
  return [
    ...(valueStreams === undefined ? [] : [oneOf('c.listed.valueStream', 'caller', valueStreams)]),
    ...(valueStream === undefined
      ? []
      : [condition('c.listed.valueStream = @stream', '@stream', valueStream)]),
    ...(kind === undefined ? [] : [condition('c.kind = @kind', '@kind', kind)]),
    ...(states === undefined ? [] : [oneOf('c.state', 'state', states)]),
    ...(modelId === undefined ? [] : [condition('c.task.modelId = @modelId', '@modelId', modelId)]),
    ...(fleetId === undefined ? [] : [condition('c.fleet.fleetId = @fleetId', '@fleetId', fleetId)]),
    ...tags.map((tag, index) => condition(`ARRAY_CONTAINS(c.tags, @tag${index})`, `@tag${index}`, tag)),
    ...(text === undefined ? [] : [condition(`(${mentions})`, '@text', text)]),
  ];
}
