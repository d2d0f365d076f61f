import { z } from 'zod';
import { badRequest, CosmosError } from '../cosmos-error.ts';
import type { JsonValue } from '../json.ts';
import { queryCharge } from '../items/request-charge.ts';
import type { Partition } from '../items/partition-key.ts';
import { compileQuery, type CompiledQuery } from '../sql/compile-query.ts';
import { isGrouped } from '../sql/compiled-select.ts';
import { hasPlainAggregates } from '../sql/assert-grouping.ts';
import { assertServedByIndex } from '../sql/composite-index.ts';
import { fingerprint, fromToken, toToken } from '../sql/continuation.ts';
import { parseQuery } from '../sql/parse-query.ts';
import { runQuery, type Page } from '../sql/run-query.ts';
import type { Container } from '../store/container.ts';
import { containerRecords, partitionRecords } from '../store/container-records.ts';
import { compositeIndexesOf } from '../store/definitions.ts';
import { isFlagged, jsonBody, pageSizeOf, partitionHeader, type CosmosRequest } from './cosmos-request.ts';
import { replyJson, type Reply } from './reply.ts';
import type { Service } from './service.ts';

interface QueryText {
  readonly query: string;
  readonly parameters: ReadonlyMap<string, JsonValue>;
}

const bodySchema = z.object({
  query: z.string(),
  parameters: z.array(z.object({ name: z.string(), value: z.json().optional() })).default([]),
});

/** A query over one partition or over all, or the plan that the SDK asks for beside it. */
export function answerQuery(service: Service, request: CosmosRequest, container: Container): Reply {
  const isPlanRequest = isFlagged(request, 'x-ms-cosmos-is-query-plan-request');
  // The SDK asks for a plan also when it reads a feed, without any query.
  if (isPlanRequest && request.text === '') return replyJson(200, QUERY_PLAN);
  const text = parseBody(jsonBody(request));
  const query = compile(service, container, text);
  const partition = partitionHeader(request);
  if (isPlanRequest || partition === undefined) assertCrossPartition(query, { request, isPlanRequest });
  return isPlanRequest
    ? replyJson(200, QUERY_PLAN)
    : answerPage(service, request, { container, text, query, partition });
}

/** All items, in the order of creation. */
export function answerFeed(service: Service, request: CosmosRequest, container: Container): Reply {
  const text = { query: 'SELECT * FROM c', parameters: new Map<string, JsonValue>() };
  const query = compile(service, container, text);
  return answerPage(service, request, { container, text, query, partition: partitionHeader(request) });
}

interface Question {
  readonly container: Container;
  readonly text: QueryText;
  readonly query: CompiledQuery;
  readonly partition: Partition | undefined;
}

function answerPage(service: Service, request: CosmosRequest, question: Question): Reply {
  const { container, text, query, partition } = question;
  const documents = container.documents(service.now());
  const records =
    partition === undefined ? containerRecords(documents) : partitionRecords(documents, partition);
  const name = fingerprint([
    text.query,
    JSON.stringify([...text.parameters]),
    partition ?? '',
    container.rid,
  ]);
  const token = request.header('x-ms-continuation');
  const page = runQuery(query, records, {
    maxItemCount: pageSizeOf(request),
    continuation: token === undefined ? undefined : fromToken(name, token),
  });
  return replyPage(page, { rid: container.rid, name });
}

interface PageContext {
  readonly rid: string;
  /** The query's fingerprint, which its continuation token carries. */
  readonly name: string;
}

function replyPage({ rows, continuation, work }: Page, { rid, name }: PageContext): Reply {
  const text = JSON.stringify({ _rid: rid, Documents: rows, _count: rows.length });
  return {
    status: 200,
    headers: {
      'x-ms-request-charge': String(queryCharge(work, text.length)),
      'x-ms-item-count': String(rows.length),
      ...(continuation === undefined ? {} : { 'x-ms-continuation': toToken(name, continuation) }),
    },
    text,
  };
}

function parseBody(body: JsonValue): QueryText {
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success) throw badRequest(`Invalid query: ${z.prettifyError(parsed.error)}`);
  const parameters = new Map<string, JsonValue>();
  for (const { name, value } of parsed.data.parameters) {
    if (value !== undefined) parameters.set(name, value);
  }
  return { query: parsed.data.query, parameters };
}

function compile(service: Service, { definition }: Container, text: QueryText): CompiledQuery {
  const query = compileQuery(parseQuery(text.query), { parameters: text.parameters, nowMs: service.now() });
  assertServedByIndex(query.orderBy, compositeIndexesOf(definition));
  return query;
}

/**
 * Sends the SDK where the service sends it: a query over all partitions that needs its rows ordered, counted or
 * cut across them is refused with the 400 after which the SDK asks for a plan, then for each partition range.
 * The one range here answers completely, so the plan leaves the SDK nothing to do; but what the SDK does not
 * offer on that road (continuation tokens without `enableQueryControl`) it does not offer here either.
 */
function assertCrossPartition(
  query: CompiledQuery,
  { request, isPlanRequest }: { request: CosmosRequest; isPlanRequest: boolean },
): void {
  const isForRange = request.header('x-ms-documentdb-partitionkeyrangeid') !== undefined;
  if (isForRange) return;
  if (!isPlanRequest && needsPlan(query)) throw servedByPlanOnly();
  if (isPlanRequest && query.aggregates.length > 0) assertAggregable(query);
}

/** Each partition aggregates for itself; what comes of it can be put together in these shapes only. */
function assertAggregable({ selection, groupBy }: CompiledQuery): void {
  if (selection.kind !== 'value' && groupBy.length === 0) {
    throw badRequest("Cross partition query only supports 'VALUE <AggregateFunc>' for aggregates.");
  }
  if (!hasPlainAggregates(selection)) {
    throw badRequest('Compositions of aggregates and other expressions are not allowed across partitions.');
  }
}

function needsPlan(query: CompiledQuery): boolean {
  return (
    query.orderBy.length > 0 ||
    isGrouped(query) ||
    query.distinct ||
    query.offset > 0 ||
    query.limit !== Infinity
  );
}

function servedByPlanOnly(): CosmosError {
  return new CosmosError({
    status: 400,
    code: 'BadRequest',
    subStatus: 1004,
    message: 'The provided cross partition query can not be directly served by the gateway.',
    additionalErrorInfo: JSON.stringify(QUERY_PLAN),
  });
}

const QUERY_PLAN = {
  partitionedQueryExecutionInfoVersion: 2,
  queryInfo: {
    distinctType: 'None',
    top: null,
    offset: null,
    limit: null,
    orderBy: [],
    orderByExpressions: [],
    groupByExpressions: [],
    groupByAliases: [],
    aggregates: [],
    groupByAliasToAggregateType: {},
    rewrittenQuery: '',
    hasSelectValue: false,
    dCountInfo: null,
    hasNonStreamingOrderBy: false,
  },
  queryRanges: [{ min: '', max: 'FF', isMinInclusive: true, isMaxInclusive: false }],
};
