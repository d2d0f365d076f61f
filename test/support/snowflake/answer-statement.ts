import { z } from 'zod';
import { bindings } from './bind-values.ts';
import type { Answer, StandInRequest } from './read-request.ts';
import { Refused, unknownTo } from './refused.ts';
import type { StandInFaults } from './stand-in-faults.ts';
import type { Query, StandInQueries } from './stand-in-queries.ts';
import type { StatementEngine } from './statement-engine.ts';

const queryRequest = z.object({
  sqlText: z.string(),
  asyncExec: z.boolean().optional(),
  describeOnly: z.boolean().optional(),
  bindings: bindings.optional(),
  bindStage: z.string().optional(),
  parameters: z.record(z.string(), z.unknown()).optional(),
});

const IN_PROGRESS = '333333';
const IN_PROGRESS_ASYNC = '333334';

export interface StatementParts {
  readonly engine: StatementEngine;
  readonly queries: StandInQueries;
  readonly faults: StandInFaults;
  /** How long an answer waits for its statement before it says that it is in progress. */
  readonly patienceMs: number;
}

/** Runs a statement, or finds the one that the same request began before. */
export async function answerStatement(request: StandInRequest, parts: StatementParts): Promise<Answer> {
  const {
    sqlText,
    asyncExec,
    describeOnly,
    bindings: binds = {},
    bindStage,
    parameters,
  } = queryRequest.parse(request.body);
  if (bindStage !== undefined) throw unknownTo('binds in a stage');
  const { engine, queries, faults } = parts;
  const queryTag = z.string().optional().parse(parameters?.['QUERY_TAG']);
  const held = faults.hold();
  const query = queries.begin(request.query.get('requestId') ?? '', { sqlText, queryTag }, async () => {
    await held;
    const result = await engine.run({ sqlText, binds });
    return describeOnly === true ? { ...result, rowset: [] } : result;
  });
  if (asyncExec === true) return { code: IN_PROGRESS_ASYNC, data: placeOf(query) };
  return answerQuery(query, parts.patienceMs);
}

/** The result of a statement, or where to ask for it again. Throws Refused when it failed. */
export async function answerQuery(query: Query, patienceMs: number): Promise<Answer> {
  const { promise: tired, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => {
    resolve(undefined);
  }, patienceMs);
  await Promise.race([query.ended, tired]);
  clearTimeout(timer);
  if (query.refusal !== undefined) throw query.refusal;
  if (query.result === undefined) return { code: IN_PROGRESS, data: placeOf(query) };
  const { rowtype, rowset, statementTypeId } = query.result;
  const { queryId } = query;
  const size = { total: rowset.length, returned: rowset.length };
  const format = { queryResultFormat: 'json', version: 1, parameters: [] };
  return { data: { queryId, rowtype, rowset, statementTypeId, ...size, ...format } };
}

export function answerStatus(query: Query | undefined): Answer {
  if (query === undefined) return { data: { queries: [] } };
  const { queryId: id, status, refusal } = query;
  const fault = refusal && { errorCode: refusal.code, errorMessage: refusal.message };
  return { data: { queries: [{ id, status, ...fault }], ...(refusal && { sqlState: refusal.sqlState }) } };
}

/** Throws Refused for a query id that was never given. */
export function known(query: Query | undefined): Query {
  if (query === undefined) throw new Refused('000605', '02000', 'Statement not found.');
  return query;
}

function placeOf({ queryId }: Query): object {
  return { queryId, getResultUrl: `/queries/${queryId}/result` };
}
