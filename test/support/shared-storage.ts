import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startedWhenAsked } from './started-when-asked.ts';

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
 * Each stack has an account of its own in it.
 */
export async function setup(project: TestProject): Promise<() => void> {
  const storage = await startedWhenAsked(startBlobProcess, (connectionString, number) =>
    connectionString.replaceAll(USUAL_ACCOUNT, nameOf(number)),
  );
  project.provide('storageAccounts', storage.url);
  return () => {
    storage.stop();
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

function nameOf(number: number): string {
  return `stack${number}`;
}
