import { randomUUID } from 'node:crypto';
import { Refused } from './refused.ts';
import { toRefused } from './sql-errors.ts';
import type { StatementResult } from './statement-engine.ts';

export type QueryStatus = 'RUNNING' | 'SUCCESS' | 'FAILED_WITH_ERROR' | 'ABORTED';

/** One statement that was sent, and what came of it. */
export interface Query {
  readonly queryId: string;
  readonly sqlText: string;
  readonly queryTag: string | undefined;
  status: QueryStatus;
  /** Settles when it ends; never rejects. */
  readonly ended: Promise<undefined>;
  readonly end: (nothing: undefined) => void;
  result: StatementResult | undefined;
  refusal: Refused | undefined;
}

/** Every statement by its query id and by the request that asked for it. */
export class StandInQueries {
  readonly #byQueryId = new Map<string, Query>();
  readonly #byRequestId = new Map<string, Query>();

  /** The statements that ran, in the order in which they came; a request that came again is not among them twice. */
  get all(): readonly Query[] {
    return [...this.#byQueryId.values()];
  }

  byId(queryId: string): Query | undefined {
    return this.#byQueryId.get(queryId);
  }

  byRequest(requestId: string): Query | undefined {
    return this.#byRequestId.get(requestId);
  }

  /** Begins a statement, unless the same request has begun it before: then that one is given again. */
  begin(
    requestId: string,
    statement: { readonly sqlText: string; readonly queryTag: string | undefined },
    run: () => Promise<StatementResult>,
  ): Query {
    const known = this.#byRequestId.get(requestId);
    if (known !== undefined) return known;
    const { promise: ended, resolve: end } = Promise.withResolvers<undefined>();
    const query: Query = {
      ...{ queryId: randomUUID(), ...statement, status: 'RUNNING' },
      ...{ ended, end, result: undefined, refusal: undefined },
    };
    this.#byRequestId.set(requestId, query);
    this.#byQueryId.set(query.queryId, query);
    run().then(
      (result) => {
        settle(query, 'SUCCESS', { result });
      },
      (error: unknown) => {
        settle(query, 'FAILED_WITH_ERROR', { refusal: toRefused(error) });
      },
    );
    return query;
  }

  /** What has ended already stays as it is. */
  abort(query: Query): void {
    settle(query, 'ABORTED', { refusal: new Refused('000604', '57014', 'SQL execution canceled') });
  }
}

function settle(
  query: Query,
  status: QueryStatus,
  outcome: { readonly result: StatementResult } | { readonly refusal: Refused },
): void {
  if (query.status !== 'RUNNING') return;
  query.status = status;
  if ('result' in outcome) query.result = outcome.result;
  else query.refusal = outcome.refusal;
  query.end(undefined);
}
