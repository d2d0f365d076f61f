import { badRequest, unsupported } from '../cosmos-error.ts';
import {
  executeBulk,
  executeTransaction,
  parseBatch,
  type BatchAnswer,
  type BatchResult,
} from '../items/batch.ts';
import { MAX_DOCUMENT_BYTES } from '../items/compose-document.ts';
import { executeOperation } from '../items/execute-operation.ts';
import type { Operation } from '../items/operation.ts';
import { partitionOf } from '../items/partition-key.ts';
import { parsePatch } from '../items/patch.ts';
import { WriteSet } from '../items/write-set.ts';
import { tooLarge } from '../cosmos-error.ts';
import type { Container } from '../store/container.ts';
import { assertMethod } from './account-requests.ts';
import { answerChanges } from './change-requests.ts';
import {
  isChangeFeed,
  isFlagged,
  jsonBody,
  objectBody,
  partitionHeader,
  requiredPartition,
  type CosmosRequest,
} from './cosmos-request.ts';
import { answerFeed, answerQuery } from './query-requests.ts';
import { replyOperation, type Reply } from './reply.ts';
import { writeContext, type Service } from './service.ts';

/** The items of a container: create, upsert, query, list, and batches. */
export function answerItems(service: Service, request: CosmosRequest, container: Container): Reply {
  assertMethod(request, ['GET', 'POST']);
  if (isChangeFeed(request)) return answerChanges(service, request, container);
  if (request.method === 'GET') return answerFeed(service, request, container);
  if (isQuery(request)) return answerQuery(service, request, container);
  if (isFlagged(request, 'x-ms-cosmos-is-batch-request')) return answerBatch(service, request, container);
  const body = objectBody(request);
  const partition = partitionHeader(request) ?? partitionOf(body, container.definition);
  const ifMatch = request.header('if-match');
  assertNoIfNoneMatch(request);
  const operation: Operation = isFlagged(request, 'x-ms-documentdb-is-upsert')
    ? { kind: 'upsert', body, ifMatch }
    : { kind: 'create', body };
  return execute(new WriteSet(writeContext(service, container, partition)), operation);
}

/** One item: read, replace, patch, delete. */
export function answerItem(
  service: Service,
  request: CosmosRequest,
  at: { container: Container; id: string },
): Reply {
  const operation = toOperation(request, at.id);
  return execute(new WriteSet(writeContext(service, at.container, requiredPartition(request))), operation);
}

function toOperation(request: CosmosRequest, id: string): Operation {
  assertMethod(request, ['GET', 'PUT', 'PATCH', 'DELETE']);
  const ifMatch = request.header('if-match');
  if (request.method === 'GET') return { kind: 'read', id, ifNoneMatch: request.header('if-none-match') };
  assertNoIfNoneMatch(request);
  if (request.method === 'DELETE') return { kind: 'delete', id, ifMatch };
  if (request.method === 'PATCH') return { kind: 'patch', id, patch: parsePatch(jsonBody(request)), ifMatch };
  return { kind: 'replace', id, body: objectBody(request), ifMatch };
}

function execute(writes: WriteSet, operation: Operation): Reply {
  const result = executeOperation(writes, operation);
  writes.commit();
  return replyOperation(result);
}

function answerBatch(service: Service, request: CosmosRequest, container: Container): Reply {
  if (Buffer.byteLength(request.text) > MAX_DOCUMENT_BYTES) throw tooLarge('A batch is 2 MB at most.');
  const operations = parseBatch(jsonBody(request));
  if (isFlagged(request, 'x-ms-cosmos-batch-atomic')) {
    const context = writeContext(service, container, requiredPartition(request));
    return replyBatch(request, executeTransaction(context, operations));
  }
  const continues = isFlagged(request, 'x-ms-cosmos-batch-continue-on-error');
  const contextOf = (partition: string): ReturnType<typeof writeContext> =>
    writeContext(service, container, partition);
  return replyBatch(request, executeBulk(contextOf, operations, continues));
}

function replyBatch(request: CosmosRequest, { status, results }: BatchAnswer): Reply {
  const isMinimal = request.header('prefer')?.toLowerCase() === 'return=minimal';
  const charge = results.reduce((sum, { outcome }) => sum + outcome.requestCharge, 0);
  const texts = results.map((result) => resultText(result, isMinimal));
  const headers = { 'x-ms-request-charge': charge.toFixed(2) };
  return { status, headers, text: `[${texts.join(',')}]` };
}

function resultText({ outcome, itemText }: BatchResult, isMinimal: boolean): string {
  const text = JSON.stringify(outcome);
  return isMinimal || itemText === undefined ? text : `${text.slice(0, -1)},"resourceBody":${itemText}}`;
}

function isQuery(request: CosmosRequest): boolean {
  return (
    isFlagged(request, 'x-ms-documentdb-isquery') ||
    isFlagged(request, 'x-ms-cosmos-is-query-plan-request') ||
    request.header('content-type')?.startsWith('application/query+json') === true
  );
}

function assertNoIfNoneMatch(request: CosmosRequest): void {
  const condition = request.header('if-none-match');
  if (condition === undefined) return;
  if (condition === '') throw badRequest('An empty If-None-Match says nothing.');
  throw unsupported('If-None-Match on a write');
}
