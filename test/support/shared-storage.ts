import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { z } from 'zod';

declare module 'vitest' {
  interface ProvidedContext {
    /** Answers each request with the connection string of a storage account that nobody has had yet. */
    readonly storageAccounts: string;
  }
}

/** More than all test files ask for; Azurite wants to know its accounts when it starts. */
const ACCOUNTS = 200;
const USUAL_ACCOUNT = 'devstoreaccount1';

/**
 * Azurite takes longer to load than a whole stack to start, so that test files share one, in a process of its own.
 * Each stack has an account of its own in it. It is started when the first asks: a run that needs none does without.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let child: ChildProcess | undefined;
  let connectionString: Promise<string> | undefined;
  let given = 0;
  const server = createServer((_request, response) => {
    given += 1;
    const account = nameOf(given);
    child ??= startBlobProcess();
    connectionString ??= firstMessageOf(child);
    connectionString.then(
      (text) => response.end(text.replaceAll(USUAL_ACCOUNT, account)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('There is no port.');
  project.provide('storageAccounts', `http://127.0.0.1:${address.port}/`);
  return async () => {
    server.close();
    server.closeAllConnections();
    child?.kill();
  };
}

function startBlobProcess(): ChildProcess {
  const key = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
  const names = Array.from({ length: ACCOUNTS }, (_, index) => nameOf(index + 1));
  const AZURITE_ACCOUNTS = names.map((name) => `${name}:${key}`).join(';');
  return fork(join(import.meta.dirname, 'blob-process.ts'), {
    env: { ...process.env, AZURITE_ACCOUNTS },
  });
}

async function firstMessageOf(child: ChildProcess): Promise<string> {
  const ended = new AbortController();
  child.once('exit', (code) => {
    ended.abort(new Error(`The process of the blob service has ended (${code ?? 'killed'}).`));
  });
  const [message] = z.tuple([z.string()], z.unknown()).parse(await once(child, 'message', ended));
  return message;
}

function nameOf(number: number): string {
  return `stack${number}`;
}
