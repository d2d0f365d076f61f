import type { Container, SqlParameter } from '@azure/cosmos';
import { z } from 'zod';
import {
  AUDIT_OUTCOMES,
  type AuditEntry,
  type AuditLog,
  type AuditSearch,
} from '../../application/ports/audit-log.ts';
import type { Log } from '../../application/ports/environment.ts';
import type { Page, PageRequest } from '../../application/ports/versioned.ts';
import { instant, toInstant } from './instants.ts';
import { fromJsonCursor, toJsonCursor } from './json-cursor.ts';
import { queryDocuments, readableOnly } from './query-documents.ts';
import { createDocument } from './write-document.ts';

const state = z.record(z.string(), z.unknown());

const entryDocument = z.object({
  id: z.string(),
  type: z.literal('audit-entry'),
  schemaVersion: z.literal(1),
  /** Instant, outcome and change in one text: what the entries of a subject are in order of. */
  position: z.string(),
  subject: z.string(),
  changeId: z.string(),
  outcome: z.enum(AUDIT_OUTCOMES),
  action: z.string(),
  author: z.string(),
  reason: z.string().exactOptional(),
  at: instant,
  version: z.string().exactOptional(),
  before: state.exactOptional(),
  after: state.exactOptional(),
});

const positioned = z.looseObject({ position: z.string(), subject: z.string() });

/** Where a page of all subjects ends: no two entries of a subject have one position, those of several subjects may. */
const endOfPage = z.strictObject({ position: z.string(), subjects: z.array(z.string()) });

/** Greater than every position. */
const END = '~';

/** Entries in the container `audit`, all of a subject in one partition. */
export class CosmosAuditLog implements AuditLog {
  readonly #container: Container;
  readonly #log: Log;

  constructor(container: Container, log: Log) {
    this.#container = container;
    this.#log = log;
  }

  async append(entry: AuditEntry): Promise<'appended' | 'already-there'> {
    const created = await createDocument(this.#container, toDocument(entry));
    return created === 'created' ? 'appended' : 'already-there';
  }

  async entriesOf(subject: string, changeId: string): Promise<readonly AuditEntry[]> {
    const query = "SELECT * FROM c WHERE c.type = 'audit-entry' AND c.changeId = @changeId";
    const found = this.#query(subject, query, [{ name: '@changeId', value: changeId }]);
    const entries = await Array.fromAsync(found, fromDocument);
    return entries.sort((a, b) => rank(a) - rank(b));
  }

  async list(subject: string, { limit, cursor }: PageRequest): Promise<Page<AuditEntry>> {
    // One more than asked for tells whether there is a next page.
    const query = `SELECT * FROM c WHERE c.type = 'audit-entry' AND c.position < @before ORDER BY c.position DESC OFFSET 0 LIMIT ${limit + 1}`;
    const before = cursor === undefined ? END : fromJsonCursor(cursor, z.string());
    const found = await Array.fromAsync(this.#query(subject, query, [{ name: '@before', value: before }]));
    const page = found.slice(0, limit);
    const items = await Array.fromAsync(readableOnly(listed(page), fromDocument, this.#log));
    if (found.length <= limit) return { items };
    return { items, nextCursor: toJsonCursor(positioned.parse(page.at(-1)).position) };
  }

  async search(search: AuditSearch, { limit, cursor }: PageRequest): Promise<Page<AuditEntry>> {
    const end = cursor === undefined ? FIRST_PAGE : fromJsonCursor(cursor, endOfPage);
    const { text, parameters } = conditionsOf(search, end);
    // One more than asked for tells whether there is a next page.
    const query = `SELECT * FROM c WHERE ${text} ORDER BY c.position DESC OFFSET 0 LIMIT ${limit + 1}`;
    const found = await Array.fromAsync(this.#query(search.subject, query, parameters));
    const page = found.slice(0, limit);
    const items = await Array.fromAsync(readableOnly(listed(page), fromDocument, this.#log));
    return found.length <= limit ? { items } : { items, nextCursor: toJsonCursor(endOf(page, end)) };
  }

  #query(subject: string | undefined, query: string, parameters: SqlParameter[]): AsyncGenerator {
    const options = subject === undefined ? {} : { partitionKey: subject };
    return queryDocuments(this.#container, { query, parameters }, options);
  }
}

const FIRST_PAGE: z.output<typeof endOfPage> = { position: END, subjects: [] };

function endOf(page: readonly unknown[], before: z.output<typeof endOfPage>): z.output<typeof endOfPage> {
  const places = page.map((document) => positioned.parse(document));
  const position = places.at(-1)?.position ?? END;
  const here = places.filter((place) => place.position === position).map(({ subject }) => subject);
  return { position, subjects: before.position === position ? [...before.subjects, ...here] : here };
}

function conditionsOf(
  { kind, author, from, to }: AuditSearch,
  { position, subjects }: z.output<typeof endOfPage>,
): { readonly text: string; readonly parameters: SqlParameter[] } {
  const conditions = [
    { text: "c.type = 'audit-entry'" },
    {
      text: '(c.position < @before OR (c.position = @before AND NOT ARRAY_CONTAINS(@seen, c.subject)))',
      parameters: { '@before': position, '@seen': subjects },
    },
    ...(kind === undefined
      ? []
      : [{ text: 'STARTSWITH(c.subject, @kind)', parameters: { '@kind': `${kind}:` } }]),
    ...(author === undefined ? [] : [{ text: 'c.author = @author', parameters: { '@author': author } }]),
    ...(from === undefined ? [] : [{ text: 'c.at >= @from', parameters: { '@from': toInstant(from) } }]),
    ...(to === undefined ? [] : [{ text: 'c.at < @to', parameters: { '@to': toInstant(to) } }]),
  ];
  const parameters = conditions.flatMap((condition) =>
    Object.entries(condition.parameters ?? {}).map(([name, value]) => ({ name, value })),
  );
  return { text: conditions.map(({ text }) => text).join(' AND '), parameters };
}

async function* listed(documents: readonly unknown[]): AsyncGenerator {
  yield* documents;
}

function toDocument(entry: AuditEntry): { readonly id: string } & Readonly<z.input<typeof entryDocument>> {
  const at = toInstant(entry.at);
  return {
    ...entry,
    ...{ id: `${entry.changeId}.${entry.outcome}`, type: 'audit-entry', schemaVersion: 1, at },
    position: `${at}.${rank(entry)}.${entry.changeId}`,
  };
}

function fromDocument(document: unknown): AuditEntry {
  const { id: _id, type: _type, schemaVersion: _version, ...stored } = entryDocument.parse(document);
  const { position: _position, ...entry } = stored;
  return entry;
}

function rank({ outcome }: AuditEntry): number {
  return AUDIT_OUTCOMES.indexOf(outcome);
}
