import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { z } from 'zod';

/** A server for all test files of a run: what a process of its own has told it, for whoever asks. */
export interface Told {
  readonly url: string;
  stop(): void;
}

/**
 * Starts a process when the first request comes, not before: a run that needs none does without. Each request is
 * answered with the first message of that process, or with what `answerTo` makes of it for the n-th request, from 1.
 */
export async function startedWhenAsked(
  start: () => ChildProcess,
  answerTo: (message: string, request: number) => string = (message) => message,
): Promise<Told> {
  let child: ChildProcess | undefined;
  let message: Promise<string> | undefined;
  let requests = 0;
  const server = createServer((_request, response) => {
    requests += 1;
    const number = requests;
    child ??= start();
    message ??= firstMessageOf(child);
    message.then(
      (text) => response.end(answerTo(text, number)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('There is no port.');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    stop: () => {
      server.close();
      server.closeAllConnections();
      child?.kill();
    },
  };
}

async function firstMessageOf(child: ChildProcess): Promise<string> {
  const ended = new AbortController();
  child.once('exit', (code) => {
    ended.abort(new Error(`The process has ended (${code ?? 'killed'}).`));
  });
  const [message] = z.tuple([z.string()], z.unknown()).parse(await once(child, 'message', ended));
  return message;
}
