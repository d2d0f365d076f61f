import { z } from 'zod';
import { badRequest, CosmosError } from '../cosmos-error.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { executeOperation } from './execute-operation.ts';
import type { Operation, OperationResult } from './operation.ts';
import { parsePartition, type Partition } from './partition-key.ts';
import { parsePatch } from './patch.ts';
import { WriteSet, type WriteContext } from './write-set.ts';

const MAX_OPERATIONS = 100;

const inputSchema = z
  .array(
    z.object({
      operationType: z.enum(['Create', 'Upsert', 'Replace', 'Read', 'Delete', 'Patch']),
      id: z.string().optional(),
      ifMatch: z.string().optional(),
      ifNoneMatch: z.string().optional(),
      partitionKey: z.string().optional(),
      resourceBody: z.unknown().optional(),
    }),
  )
  .min(1)
  .max(MAX_OPERATIONS);

type Input = z.infer<typeof inputSchema>[number];

/** An operation of a batch, with the partition it names itself (bulk requests have no other). */
export interface BatchOperation {
  readonly operation: Operation;
  readonly partition: Partition | undefined;
}

/** What became of one operation of a batch. */
export interface BatchResult {
  /** As the wire says it, but for the item. */
  readonly outcome: BatchOutcome;
  /** The item, which is kept as JSON text: it is not parsed to be written again. */
  readonly itemText?: string | undefined;
}

interface BatchOutcome {
  readonly statusCode: number;
  readonly requestCharge: number;
  readonly eTag?: string;
  readonly subStatusCode?: number;
  readonly message?: string;
}

export interface BatchAnswer {
  /** 207 when an operation failed, else 200. */
  readonly status: 200 | 207;
  readonly results: readonly BatchResult[];
}

/** Reads the operations of a batch; throws a 400 for more than 100, or for one that is malformed. */
export function parseBatch(body: JsonValue): readonly BatchOperation[] {
  const parsed = inputSchema.safeParse(body);
  if (!parsed.success) throw badRequest(`Invalid batch: ${z.prettifyError(parsed.error)}`);
  return parsed.data.map((input) => ({
    operation: toOperation(input),
    partition: input.partitionKey === undefined ? undefined : parsePartition(input.partitionKey),
  }));
}

/**
 * Does all operations of one partition, or none: at the first failure nothing is kept, that operation is answered
 * with its error and every other with 424 (Failed Dependency).
 */
export function executeTransaction(
  context: WriteContext,
  operations: readonly BatchOperation[],
): BatchAnswer {
  const writes = new WriteSet(context);
  const results: BatchResult[] = [];
  for (const { operation, partition } of operations) {
    if (partition !== undefined && partition !== context.partition) {
      throw badRequest('The operations of a batch must all name the partition key of the batch.');
    }
    const result = attempt(() => executeOperation(writes, operation));
    if (isFailure(result)) return failedAt(results.length, result, operations.length);
    results.push(result);
  }
  writes.commit();
  return { status: 200, results };
}

/** Does each operation for itself; after a failure the others go on, or (without `continues`) are answered with 424. */
export function executeBulk(
  contextOf: (partition: Partition) => WriteContext,
  operations: readonly BatchOperation[],
  continues: boolean,
): BatchAnswer {
  const results: BatchResult[] = [];
  let hasFailed = false;
  for (const { operation, partition } of operations) {
    const result =
      hasFailed && !continues ? DEPENDENT : attempt(() => alone(contextOf(named(partition)), operation));
    hasFailed ||= isFailure(result);
    results.push(result);
  }
  return { status: hasFailed ? 207 : 200, results };
}

const DEPENDENT: BatchResult = { outcome: { statusCode: 424, requestCharge: 0 } };

function named(partition: Partition | undefined): Partition {
  if (partition === undefined) throw badRequest('PartitionKey value must be supplied for this operation.');
  return partition;
}

function alone(context: WriteContext, operation: Operation): OperationResult {
  const writes = new WriteSet(context);
  const result = executeOperation(writes, operation);
  writes.commit();
  return result;
}

function failedAt(index: number, failure: BatchResult, count: number): BatchAnswer {
  return {
    status: 207,
    results: Array.from({ length: count }, (_, at) => (at === index ? failure : DEPENDENT)),
  };
}

function isFailure(result: BatchResult): boolean {
  return result.outcome.statusCode >= 400;
}

function attempt(work: () => OperationResult): BatchResult {
  try {
    const { status, requestCharge, etag, text } = work();
    const outcome = { statusCode: status, requestCharge, ...(etag === undefined ? {} : { eTag: etag }) };
    return { outcome, itemText: text };
  } catch (error) {
    if (!(error instanceof CosmosError)) throw error;
    const { status, subStatus, message } = error;
    const outcome = { statusCode: status, requestCharge: 1, message };
    return { outcome: subStatus === undefined ? outcome : { ...outcome, subStatusCode: subStatus } };
  }
}

function toOperation(input: Input): Operation {
  const { ifMatch } = input;
  switch (input.operationType) {
    case 'Create':
      return { kind: 'create', body: bodyOf(input) };
    case 'Upsert':
      return { kind: 'upsert', body: bodyOf(input), ifMatch };
    case 'Replace':
      return { kind: 'replace', id: idOf(input), body: bodyOf(input), ifMatch };
    case 'Read':
      return { kind: 'read', id: idOf(input), ifNoneMatch: input.ifNoneMatch };
    case 'Delete':
      return { kind: 'delete', id: idOf(input), ifMatch };
    case 'Patch':
      return { kind: 'patch', id: idOf(input), patch: parsePatch(patchOf(input)), ifMatch };
  }
}

function patchOf({ resourceBody }: Input): JsonValue {
  if (isJsonObject(resourceBody)) return resourceBody;
  return Array.isArray(resourceBody) ? { operations: resourceBody } : {};
}

function bodyOf({ resourceBody, operationType }: Input): JsonObject {
  if (isJsonObject(resourceBody)) return resourceBody;
  throw badRequest(`A ${operationType} operation needs an object as its resourceBody.`);
}

function idOf({ id, operationType }: Input): string {
  if (id !== undefined && id !== '') return id;
  throw badRequest(`A ${operationType} operation needs an id.`);
}
