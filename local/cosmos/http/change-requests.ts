import { badRequest, CosmosError } from '../cosmos-error.ts';
import { changesCharge } from '../items/request-charge.ts';
import type { Partition } from '../items/partition-key.ts';
import type { Container } from '../store/container.ts';
import type { StoredDocument } from '../store/document.ts';
import type { DocumentTable } from '../store/document-table.ts';
import { pageSizeOf, partitionHeader, type CosmosRequest } from './cosmos-request.ts';
import type { Reply } from './reply.ts';
import type { Service } from './service.ts';

/** The service's limit on a page, as text. */
const MAX_PAGE_CHARACTERS = 4 * 1024 * 1024;

/** In place of a position: changes from this request on. */
const FROM_NOW = '*';

/**
 * What was written after a position, in the order of the writes, each item once and as it is now (the mode "latest
 * version"). Deleted and expired items do not show. The ETag of the answer is the position after it; 304 says that there
 * is nothing yet.
 */
export function answerChanges(service: Service, request: CosmosRequest, container: Container): Reply {
  const documents = container.documents(service.now());
  const last = service.store.sequence.last;
  const after = Math.min(last, startOf(request, documents, last));
  const page = pageOf(changesAfter(documents, after, partitionHeader(request)), pageSizeOf(request));
  // With nothing left, all numbers given so far have been passed: an idle reader does not look at them again.
  const position = page.documents.at(-1)?.version ?? last;
  const text = `{"_rid":"${container.rid}","Documents":[${page.texts.join(',')}],"_count":${page.texts.length}}`;
  const isNew = page.texts.length > 0;
  return {
    status: isNew ? 200 : 304,
    headers: {
      'x-ms-request-charge': String(changesCharge(page.documents)),
      'x-ms-item-count': String(page.texts.length),
      etag: `"${position}"`,
    },
    text: isNew ? text : undefined,
  };
}

/** Where the page begins: after the write of this number. */
function startOf({ header }: CosmosRequest, documents: DocumentTable, last: number): number {
  const position = header('if-none-match');
  if (position === FROM_NOW) return last;
  if (position !== undefined) return parsePosition(position, last);
  const since = header('if-modified-since');
  if (since === undefined) return 0;
  const sinceMs = Date.parse(since);
  if (Number.isNaN(sinceMs)) throw badRequest(`The instant '${since}' of If-Modified-Since is invalid.`);
  return documents.changes().versionBefore(Math.floor(sinceMs / 1000));
}

/**
 * A position beyond the last write is none of this store: it comes from one that was thrown away, and would hide what is
 * written from now on.
 */
function parsePosition(text: string, last: number): number {
  const [, digits] = /^"?(\d{1,16})"?$/.exec(text) ?? [];
  const position = Number(digits);
  if (digits !== undefined && position <= last) return position;
  throw new CosmosError({
    status: 400,
    code: 'BadRequest',
    message: `The position '${text}' of If-None-Match is none of this container's change feed.`,
  });
}

function changesAfter(
  documents: DocumentTable,
  version: number,
  partition: Partition | undefined,
): Iterable<StoredDocument> {
  if (partition === undefined) return documents.changes().after(version);
  const own = documents.partition(partition).values();
  return [...own]
    .filter((document) => document.version > version)
    .sort((left, right) => left.version - right.version);
}

interface ChangesPage {
  readonly documents: readonly StoredDocument[];
  readonly texts: readonly string[];
}

function pageOf(changes: Iterable<StoredDocument>, pageSize: number): ChangesPage {
  const documents: StoredDocument[] = [];
  const texts: string[] = [];
  let characters = 0;
  for (const document of changes) {
    const text = `${document.text.slice(0, -1)},"_lsn":${document.version}}`;
    characters += text.length;
    if (texts.length === pageSize || (texts.length > 0 && characters > MAX_PAGE_CHARACTERS)) break;
    documents.push(document);
    texts.push(text);
  }
  return { documents, texts };
}
