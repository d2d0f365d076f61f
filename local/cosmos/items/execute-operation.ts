import { badRequest, conflict, notFound, preconditionFailed } from '../cosmos-error.ts';
import type { JsonObject } from '../json.ts';
import { compileQuery } from '../sql/compile-query.ts';
import { parseQuery } from '../sql/parse-query.ts';
import { picks } from '../sql/select-values.ts';
import type { StoredDocument } from '../store/document.ts';
import { applyPatch } from './apply-patch.ts';
import { composeDocument, idOf } from './compose-document.ts';
import type { Operation, OperationResult } from './operation.ts';
import type { Patch } from './patch.ts';
import { readCharge, writeCharge } from './request-charge.ts';
import type { WriteSet } from './write-set.ts';

/**
 * Does one operation within a write set; nothing is kept until the set is committed.
 *
 * Throws 404 (no such item), 409 (the id is taken), 412 (If-Match or a patch condition does not hold), 413 and 400.
 */
export function executeOperation(writes: WriteSet, operation: Operation): OperationResult {
  switch (operation.kind) {
    case 'create':
      return create(writes, operation.body);
    case 'upsert':
      return upsert(writes, operation.body, operation.ifMatch);
    case 'replace':
      return replace(writes, operation);
    case 'read':
      return read(writes, operation.id, operation.ifNoneMatch);
    case 'delete':
      return remove(writes, operation.id, operation.ifMatch);
    case 'patch':
      return patch(writes, operation);
  }
}

type Of<Kind extends Operation['kind']> = Extract<Operation, { readonly kind: Kind }>;

function create(writes: WriteSet, body: JsonObject): OperationResult {
  const id = idOf(body);
  // Composed first: a wrong partition key is a 400 even when the id happens to be taken here.
  const document = composeDocument(body, undefined, writes.context);
  if (writes.get(id) !== undefined) throw conflict(`item '${id}'`);
  return written(writes, { previous: undefined, document, status: 201 });
}

function upsert(writes: WriteSet, body: JsonObject, ifMatch: string | undefined): OperationResult {
  const previous = writes.get(idOf(body));
  // As in the service, If-Match guards a replacement only; an item that is not there is created.
  if (previous !== undefined) assertMatch(previous, ifMatch);
  const document = composeDocument(body, previous, writes.context);
  return written(writes, { previous, document, status: previous === undefined ? 201 : 200 });
}

function replace(writes: WriteSet, { id, body, ifMatch }: Of<'replace'>): OperationResult {
  const previous = existing(writes, id);
  assertMatch(previous, ifMatch);
  if (idOf(body) !== id)
    throw badRequest(`The id in the body does not match '${id}', and an id cannot be changed.`);
  return written(writes, {
    previous,
    document: composeDocument(body, previous, writes.context),
    status: 200,
  });
}

function read(writes: WriteSet, id: string, ifNoneMatch: string | undefined): OperationResult {
  const { etag, text } = existing(writes, id);
  const isKnown = ifNoneMatch === '*' || ifNoneMatch === etag;
  return {
    status: isKnown ? 304 : 200,
    requestCharge: readCharge(text),
    etag,
    text: isKnown ? undefined : text,
  };
}

function remove(writes: WriteSet, id: string, ifMatch: string | undefined): OperationResult {
  const previous = existing(writes, id);
  assertMatch(previous, ifMatch);
  writes.remove(id);
  return { status: 204, requestCharge: writeCharge(previous, undefined), etag: undefined, text: undefined };
}

function patch(writes: WriteSet, { id, patch: changes, ifMatch }: Of<'patch'>): OperationResult {
  const previous = existing(writes, id);
  assertMatch(previous, ifMatch);
  assertCondition(writes, previous, changes);
  const body = applyPatch(previous.body, changes.operations);
  return written(writes, {
    previous,
    document: composeDocument(body, previous, writes.context),
    status: 200,
  });
}

function existing(writes: WriteSet, id: string): StoredDocument {
  const document = writes.get(id);
  if (document === undefined) throw notFound(`item '${id}' in partition ${writes.context.partition}`);
  return document;
}

interface Written {
  readonly previous: StoredDocument | undefined;
  readonly document: StoredDocument;
  readonly status: number;
}

function written(writes: WriteSet, { previous, document, status }: Written): OperationResult {
  writes.put(document);
  const { etag, text } = document;
  return { status, requestCharge: writeCharge(previous, document), etag, text };
}

function assertMatch(document: StoredDocument, ifMatch: string | undefined): void {
  if (ifMatch === undefined || ifMatch === '*' || ifMatch === document.etag) return;
  throw preconditionFailed(
    'Operation cannot be performed because one of the specified precondition is not met.',
  );
}

function assertCondition({ context }: WriteSet, document: StoredDocument, { condition }: Patch): void {
  if (condition === undefined) return;
  const query = compileQuery(parseQuery(`SELECT VALUE 1 ${condition}`), {
    parameters: new Map(),
    nowMs: context.nowMs,
  });
  if (picks(query, document.body)) return;
  throw preconditionFailed('The condition of the patch is not met.');
}
