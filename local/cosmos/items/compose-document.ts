import { badRequest, tooLarge } from '../cosmos-error.ts';
import { propertyOf, type JsonObject } from '../json.ts';
import { etagOf, type StoredDocument } from '../store/document.ts';
import { assertTimeToLive } from '../store/time-to-live.ts';
import { assertPartition } from './partition-key.ts';
import type { WriteContext } from './write-set.ts';

/** The service's limit on an item's JSON text, UTF-8. */
export const MAX_DOCUMENT_BYTES = 2 * 1024 * 1024;
const MAX_ID_BYTES = 1023;

/** Set by the service on every write; a client that sends them back is not obeyed. */
export const SYSTEM_PROPERTIES = ['_rid', '_self', '_etag', '_attachments', '_ts'];

/**
 * The document to store for a user's body, with the service's own properties. `previous` is what it replaces.
 *
 * Throws a 400 for a bad id, `ttl` or partition key, and a 413 for a body over 2 MB.
 */
export function composeDocument(
  body: JsonObject,
  previous: StoredDocument | undefined,
  context: WriteContext,
): StoredDocument {
  const { container, partition, sequence, nowMs } = context;
  const id = idOf(body);
  assertTimeToLive(body);
  assertPartition(body, container.definition, partition);
  const version = sequence.next();
  const recordNumber = previous?.recordNumber ?? version;
  const etag = etagOf(version);
  const writtenAtSeconds = Math.floor(nowMs / 1000);
  const rid = container.documentRid(recordNumber);
  const system = {
    _rid: rid,
    _self: `${container.path}/docs/${rid}/`,
    _etag: etag,
    _attachments: 'attachments/',
    _ts: writtenAtSeconds,
  };
  const complete: JsonObject = { ...body, ...system };
  const text = JSON.stringify(complete);
  if (Buffer.byteLength(text) > MAX_DOCUMENT_BYTES)
    throw tooLarge('Request size is too large: an item is 2 MB at most.');
  return { partition, id, recordNumber, version, etag, writtenAtSeconds, body: complete, text };
}

/** The id of a body; throws a 400 when it has none or one that could not stand in a path. */
export function idOf(body: JsonObject): string {
  const id = propertyOf(body, 'id');
  if (typeof id !== 'string' || id === '') {
    throw badRequest("The input content is invalid because the required properties - 'id; ' - are missing");
  }
  if (/[/\\?#]/.test(id)) throw badRequest(`The id '${id}' contains an illegal character: / \\ ? #`);
  if (Buffer.byteLength(id) > MAX_ID_BYTES) throw badRequest(`An id has at most ${MAX_ID_BYTES} bytes.`);
  return id;
}
