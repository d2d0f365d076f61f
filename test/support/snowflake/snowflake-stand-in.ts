import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { answerQuery, answerStatement, answerStatus, known } from './answer-statement.ts';
import type { StandInUser } from './key-pair-token.ts';
import { logIn } from './log-in.ts';
import { readRequest, refuse, send, succeed, type Answer, type StandInRequest } from './read-request.ts';
import { Refused, unknownTo } from './refused.ts';
import { StandInFaults } from './stand-in-faults.ts';
import { StandInQueries, type Query } from './stand-in-queries.ts';
import { StandInSessions } from './stand-in-sessions.ts';
import { type LoadedColumn, StatementEngine, type StatementResult } from './statement-engine.ts';

/*
 * A fake Snowflake: the HTTP protocol of the Node.js driver in front of DuckDB in memory. It shows that the driver, the
 * statements and their repetition work together; it is no proof that Snowflake itself takes them. What it has not
 * been taught (sql-functions.ts, sql-types.ts) it refuses with an error that names it.
 *
 * Not covered: results in chunks, PUT and stages, transactions over several statements, warehouses, roles and grants
 * (accepted, not enforced), collations, implicit casts beyond DuckDB's, Snowflake's own rounding of decimal text to
 * FLOAT and of FLOAT to text, the signature of a workload's token, time zones, several databases.
 */

const NAMESPACE = { database: 'EVENKEEL', schema: 'RESULTS' };
const requestToAbort = z.object({ requestId: z.string() });

export interface StandInOptions {
  readonly account?: string;
  readonly users?: readonly StandInUser[];
  readonly workloadTokens?: readonly string[];
  /** How long a statement may take before its answer says that it is in progress; Snowflake waits 45 s. */
  readonly patienceMs?: number;
}

export class SnowflakeStandIn {
  readonly account: string;
  readonly database = NAMESPACE.database;
  readonly schema = NAMESPACE.schema;
  readonly faults = new StandInFaults();
  readonly sessions = new StandInSessions();
  readonly #queries = new StandInQueries();
  readonly #engine: StatementEngine;
  readonly #options: StandInOptions;
  readonly #server: Server;
  #loginCount = 0;

  private constructor(engine: StatementEngine, options: StandInOptions) {
    this.#engine = engine;
    this.#options = options;
    this.account = options.account ?? 'EVENKEEL-TEST';
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => {
        send(response, 500, { message: String(error) });
      });
    });
  }

  /** Listens on a free port of this machine. */
  static async start(options: StandInOptions = {}): Promise<SnowflakeStandIn> {
    const standIn = new SnowflakeStandIn(await StatementEngine.open(NAMESPACE), options);
    const { promise, resolve } = Promise.withResolvers<undefined>();
    standIn.#server.listen(0, '127.0.0.1', () => {
      resolve(undefined);
    });
    await promise;
    return standIn;
  }

  get accessUrl(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The stand-in does not listen.');
    return `http://127.0.0.1:${address.port}`;
  }

  /** The statements that came through the driver; one that was asked for again by the same request counts once. */
  get statements(): readonly Query[] {
    return this.#queries.all;
  }

  get loginCount(): number {
    return this.#loginCount;
  }

  /** Runs a statement of Snowflake beside the driver, for what a test has to prepare or to look at. */
  async run(sqlText: string): Promise<StatementResult> {
    return this.#engine.run({ sqlText, binds: {} });
  }

  /** Makes a table of a CSV file. */
  async loadCsv(table: string, columns: readonly LoadedColumn[], path: string): Promise<void> {
    await this.#engine.loadCsv(table, columns, path);
  }

  async stop(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#server.close(() => {
      resolve(undefined);
    });
    this.#server.closeAllConnections();
    await promise;
    await this.#engine.close();
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(message);
    const isStatement = request.path === '/queries/v1/query-request';
    if (isStatement && this.faults.takeUnavailable()) {
      send(response, 503, { message: 'Service Unavailable' });
      return;
    }
    try {
      const answer = await this.#answer(request);
      if (isStatement && this.faults.takeLostAnswer()) response.destroy();
      else succeed(response, answer);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refuse(response, error, this.#queries.byRequest(request.query.get('requestId') ?? '')?.queryId);
    }
  }

  async #answer(request: StandInRequest): Promise<Answer> {
    const { method, path, token } = request;
    if (path === '/session/v1/login-request') return this.#logIn(request);
    if (path === '/session/token-request') return this.#renew(token);
    this.sessions.assertKnown(token);
    const [, , queryId] = /^\/(queries|monitoring\/queries)\/([0-9a-f-]{36})/.exec(path) ?? [];
    if (queryId !== undefined) return this.#answerQuery(request, queryId);
    switch (`${method} ${path}`) {
      case 'POST /queries/v1/query-request':
        return answerStatement(request, {
          ...{ engine: this.#engine, queries: this.#queries, faults: this.faults },
          patienceMs: this.#patienceMs,
        });
      case 'POST /queries/v1/abort-request':
        this.#queries.abort(known(this.#queries.byRequest(requestToAbort.parse(request.body).requestId)));
        return { data: null };
      case 'POST /session/heartbeat':
      case 'POST /telemetry/send':
        return { data: null };
      case 'POST /session':
        this.sessions.end(token);
        return { data: null };
      default:
        throw unknownTo(`${method} ${path}`);
    }
  }

  async #answerQuery({ method, path }: StandInRequest, queryId: string): Promise<Answer> {
    const query = this.#queries.byId(queryId);
    switch (`${method} ${path.replace(queryId, '{id}')}`) {
      case 'GET /queries/{id}/result':
        return answerQuery(known(query), this.#patienceMs);
      case 'GET /monitoring/queries/{id}':
        return answerStatus(query);
      case 'POST /queries/{id}/abort-request':
        this.#queries.abort(known(query));
        return { data: null };
      default:
        throw unknownTo(`${method} ${path}`);
    }
  }

  get #patienceMs(): number {
    return this.#options.patienceMs ?? 45_000;
  }

  #logIn(request: StandInRequest): Answer {
    this.#loginCount += 1;
    const { users = [], workloadTokens = [] } = this.#options;
    const { account, sessions } = this;
    return logIn(request, { account, users, workloadTokens, namespace: NAMESPACE, sessions });
  }

  #renew(token: string): Answer {
    return {
      data: { ...this.sessions.renew(token), validityInSecondsST: 3600, validityInSecondsMT: 14_400 },
    };
  }
}
