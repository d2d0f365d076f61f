import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { answerOf } from './answer-of.ts';
import { DatabricksService } from './databricks-service.ts';
import type { Fields } from './exact-json.ts';
import type { BookedRun } from './run-book.ts';
import type { Trouble } from './trouble.ts';
import { toWorkspaceSettings, type WorkspaceOptions } from './workspace-script.ts';

/** A workspace that listens. */
export interface Databricks {
  /** Such as `http://127.0.0.1:7090`, without a slash at the end. */
  readonly origin: string;
  readonly port: number;
  readonly runs: readonly BookedRun[];
  /** Bodies of all requests that start something, oldest first. */
  readonly starts: readonly Fields[];
  /** How often an operation was asked for, such as `run-now`, `runs/get` or `token`. */
  countOf(operation: string): number;
  /** The life cycle and result of a run, such as `TERMINATED SUCCESS`. */
  standingOf(runId: string): string;
  /** Ends what a run is at. */
  finish(runId: string, result: 'succeeded' | 'failed'): void;
  /** As somebody does in the workspace. */
  cancel(runId: string): void;
  /** Replaces what is to go wrong, from the next request on. */
  setTroubles(troubles: readonly Trouble[]): void;
  /** The tokens that OAuth clients have are no good any more. */
  revokeTokens(): void;
  /** Closes the port and all connections. Stopping twice is stopping once. */
  stop(): Promise<void>;
}

/**
 * Starts a stand-in for a Databricks workspace: the part of the Jobs API that starts runs, looks at them, repairs and cancels
 * them. What its jobs do is told by scripts, how far they are follows from the clock; its state is in memory only.
 *
 * @throws the listener's own error, EADDRINUSE when the port is taken.
 */
export async function startDatabricks(options: WorkspaceOptions = {}): Promise<Databricks> {
  const settings = toWorkspaceSettings(options);
  const service = new DatabricksService(settings);
  const server = createServer({ keepAliveTimeout: 120_000 });
  server.listen(settings.port, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server);
  const origin = `http://127.0.0.1:${port}`;
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    answer(service, { request, response, origin }).catch(() => {
      response.destroy();
    });
  });
  let stopped: Promise<void> | undefined;
  return {
    ...{ origin, port, starts: service.starts },
    get runs() {
      return service.book.runs;
    },
    countOf: (operation) => service.counts.get(operation) ?? 0,
    standingOf: (runId) => {
      const { lifeCycle, result } = service.book.stateOf(service.book.find(runId));
      return result === undefined ? lifeCycle : `${lifeCycle} ${result}`;
    },
    finish: (runId, result) => {
      service.book.finish(runId, result);
    },
    cancel: (runId) => {
      service.book.cancel(runId);
    },
    setTroubles: (troubles) => {
      service.troubles.set(troubles);
    },
    revokeTokens: () => {
      service.signIn.revoke();
    },
    stop: () => (stopped ??= close(server)),
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly origin: string;
}

async function answer(service: DatabricksService, { request, response, origin }: Exchange): Promise<void> {
  const { method = '', url = '', headers } = request;
  const asked = { method, url, authorization: headers.authorization, body: await textOf(request) };
  const answered = answerOf(service, asked, origin);
  if (answered === undefined) {
    response.destroy();
    return;
  }
  response.writeHead(answered.status, {
    ...answered.headers,
    'content-length': Buffer.byteLength(answered.text),
  });
  response.end(answered.text);
}

async function textOf(request: IncomingMessage): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of request) {
    if (piece instanceof Uint8Array) pieces.push(piece);
  }
  return Buffer.concat(pieces).toString();
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The stand-in does not listen.');
  return address.port;
}
