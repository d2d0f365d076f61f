import type { JsonObject, JsonValue } from '../json.ts';

/**
 * What operations are charged, in request units, on every answer.
 *
 * Reads and writes follow the service's table of charges by size ("Understand request unit consumption in Azure
 * Cosmos DB", section "Document size"; session consistency), straight lines between its rows. Queries follow its
 * words: they cost more than point reads and grow with the documents loaded and the size of the result. This is a
 * model to see what is dear with, not a bill: the service does not publish its formula.
 */
const CHARGES: readonly Charge[] = [
  { kilobytes: 1, read: 1, write: 4.95 },
  { kilobytes: 2, read: 1.04, write: 6.29 },
  { kilobytes: 4, read: 1.14, write: 6.67 },
  { kilobytes: 8, read: 1.33, write: 7.04 },
  { kilobytes: 16, read: 1.67, write: 9.52 },
  { kilobytes: 32, read: 2.19, write: 11.23 },
  { kilobytes: 64, read: 4.76, write: 22.67 },
  { kilobytes: 128, read: 9.95, write: 48.19 },
  { kilobytes: 256, read: 20.28, write: 98.29 },
  { kilobytes: 512, read: 40.95, write: 184.57 },
  { kilobytes: 1024, read: 145.9, write: 625 },
  { kilobytes: 2048, read: 291.8, write: 1250 },
];

interface Charge {
  readonly kilobytes: number;
  readonly read: number;
  readonly write: number;
}

// A write changes the index at every value it adds or takes away.
const UNITS_PER_INDEXED_VALUE = 0.1;

// From the one query the service shows with all its figures ("Troubleshoot query issues"): 60,951 documents of 6.4 KB
// loaded for 4,060 units are 0.067 a document; some of it is for the document, the rest for its size.
const UNITS_PER_QUERY = 2.3;
const UNITS_PER_DOCUMENT = 0.025;
const UNITS_PER_LOADED_KILOBYTE = 0.0065;
const UNITS_PER_RESULT_KILOBYTE = 0.01;

const BYTES_PER_KILOBYTE = 1024;

/** A point read of this JSON text, sent or found unchanged (304). */
export function readCharge(text: string): number {
  return rounded(chargeOf(text, 'read'));
}

/** A write that leaves `next` where `previous` was; a creation has no previous, a deletion no next. */
export function writeCharge(
  previous: WrittenDocument | undefined,
  next: WrittenDocument | undefined,
): number {
  const documents = [previous, next].filter((document) => document !== undefined);
  const values = documents.reduce((sum, { body }) => sum + countValues(body), 0);
  const text = (next ?? previous)?.text ?? '';
  return rounded(chargeOf(text, 'write') + UNITS_PER_INDEXED_VALUE * values);
}

/** One page of a query: by the documents read to find its rows (few with an index, all without) and by what is sent. */
export function queryCharge({ documents, characters }: LoadedDocuments, resultCharacters: number): number {
  return rounded(
    UNITS_PER_QUERY +
      UNITS_PER_DOCUMENT * documents +
      (UNITS_PER_LOADED_KILOBYTE * characters) / BYTES_PER_KILOBYTE +
      (UNITS_PER_RESULT_KILOBYTE * resultCharacters) / BYTES_PER_KILOBYTE,
  );
}

/** One page of the change feed: what reading its documents one by one would cost; an empty one as much as a point read. */
export function changesCharge(documents: readonly { readonly text: string }[]): number {
  return rounded(
    Math.max(
      1,
      documents.reduce((sum, { text }) => sum + chargeOf(text, 'read'), 0),
    ),
  );
}

interface WrittenDocument {
  readonly body: JsonObject;
  readonly text: string;
}

interface LoadedDocuments {
  readonly documents: number;
  readonly characters: number;
}

function chargeOf(text: string, kind: 'read' | 'write'): number {
  const kilobytes = Buffer.byteLength(text) / BYTES_PER_KILOBYTE;
  const above = CHARGES.findIndex((charge) => charge.kilobytes >= kilobytes);
  const upper = CHARGES.at(above);
  const lower = above < 1 ? upper : CHARGES[above - 1];
  if (upper === undefined || lower === undefined || upper === lower) return upper?.[kind] ?? 0;
  const share = (kilobytes - lower.kilobytes) / (upper.kilobytes - lower.kilobytes);
  return lower[kind] + share * (upper[kind] - lower[kind]);
}

/** The values an index holds of a document: everything that is neither an object nor an array. */
function countValues(value: JsonValue): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, inner: JsonValue) => sum + countValues(inner), 0);
}

function rounded(units: number): number {
  return Math.round(units * 100) / 100;
}
