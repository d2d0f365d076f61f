import type { Container } from '@azure/cosmos';
import { z } from 'zod';
import { InvalidInput } from '../../domain/errors.ts';
import { isCalendarName, type NamedCalendar } from '../../domain/schedule/named-calendar.ts';
import type { CalendarStore, CalendarSummary } from '../../application/ports/calendar-store.ts';
import type { Page, PageRequest, Versioned } from '../../application/ports/versioned.ts';
import { queryDocuments } from './query-documents.ts';
import { readDocument } from './read-document.ts';
import { createVersioned, deleteDocument, replaceDocument } from './write-document.ts';

const calendarDocument = z.object({
  type: z.literal('calendar'),
  schemaVersion: z.literal(1),
  name: z.string(),
  description: z.string().exactOptional(),
  dates: z.array(z.string()),
});

const summary = z.object({
  name: z.string(),
  description: z.string().exactOptional(),
  dateCount: z.number(),
});

/** Calendars in the container `control`, each in a partition of its own. */
export class CosmosCalendarStore implements CalendarStore {
  readonly #container: Container;

  constructor(container: Container) {
    this.#container = container;
  }

  async get(name: string): Promise<Versioned<NamedCalendar> | undefined> {
    const id = idOf(name);
    return readDocument(this.#container, { id, partitionKey: id }, fromDocument);
  }

  async getMany(names: readonly string[]): Promise<readonly NamedCalendar[]> {
    const found = await Promise.all(names.map((name) => this.get(name)));
    return found.flatMap((calendar) => (calendar === undefined ? [] : [calendar.value]));
  }

  async create(calendar: NamedCalendar): Promise<string | undefined> {
    return createVersioned(this.#container, toDocument(calendar));
  }

  async save(calendar: NamedCalendar, { ifVersion }: { readonly ifVersion: string }): Promise<string> {
    const document = toDocument(calendar);
    return replaceDocument(this.#container, { document, partitionKey: document.id, ifVersion });
  }

  async remove(name: string, { ifVersion }: { readonly ifVersion: string }): Promise<void> {
    const id = idOf(name);
    await deleteDocument(this.#container, { id, partitionKey: id, ifVersion });
  }

  async list({ limit, cursor }: PageRequest): Promise<Page<CalendarSummary>> {
    // One more than asked for tells whether there is a next page.
    const query = `SELECT c.name, c.description, ARRAY_LENGTH(c.dates) AS dateCount FROM c WHERE c.type = 'calendar' AND c.name > @after ORDER BY c.name OFFSET 0 LIMIT ${limit + 1}`;
    const parameters = [{ name: '@after', value: fromCursor(cursor) }];
    const found = await Array.fromAsync(queryDocuments(this.#container, { query, parameters }));
    const items = found.slice(0, limit).map((row) => summary.parse(row));
    const last = items.at(-1);
    return found.length > limit && last !== undefined
      ? { items, nextCursor: Buffer.from(last.name).toString('base64url') }
      : { items };
  }
}

function idOf(name: string): string {
  return `calendar:${name}`;
}

function toDocument(
  calendar: NamedCalendar,
): { readonly id: string } & Readonly<z.input<typeof calendarDocument>> {
  const { dates, ...rest } = calendar;
  return { id: idOf(calendar.name), type: 'calendar', schemaVersion: 1, ...rest, dates: [...dates] };
}

function fromDocument(document: unknown): NamedCalendar {
  const { type: _type, schemaVersion: _version, ...calendar } = calendarDocument.parse(document);
  return calendar;
}

function fromCursor(cursor: string | undefined): string {
  if (cursor === undefined) return '';
  const name = Buffer.from(cursor, 'base64url').toString();
  if (isCalendarName(name)) return name;
  throw new InvalidInput('The cursor is not one that a page gave.', [
    { pointer: '/cursor', message: 'must be the "nextCursor" of the page before' },
  ]);
}
