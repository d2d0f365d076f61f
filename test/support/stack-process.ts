import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { join, resolve } from 'node:path';
import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';

const ROOT = resolve(import.meta.dirname, '../..');

/** Azurite's account, whose key is in its documentation. */
const ACCOUNT = new StorageSharedKeyCredential(
  'devstoreaccount1',
  'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==',
);

/** What `npm start` runs, as a process of its own that can be killed. */
export interface StackProcess {
  readonly url: string;
  readonly cosmosEndpoint: string;
  readonly blobs: BlobServiceClient;
  readonly child: ChildProcess;
  /** Ends it at once, as a power switch would. */
  kill(): Promise<void>;
}

/** Starts the stack on free ports, or its API on the one given, and waits until it has printed its addresses. */
export async function startStackProcess(dataDir: string, port = 0): Promise<StackProcess> {
  const main = join(ROOT, 'local/main.ts');
  // Not built again, under the tests that have it loaded at that moment.
  const options = ['--no-examples', '--no-build', '--port', String(port), '--data-dir', dataDir];
  const child = spawn(process.execPath, [main, ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  const addresses = await addressesIn(child.stdout);
  return {
    child,
    url: new URL(addresses.get('API') ?? '').origin,
    cosmosEndpoint: addresses.get('Cosmos DB') ?? '',
    blobs: new BlobServiceClient(addresses.get('Blobs') ?? '', ACCOUNT),
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

/** What the stack prints of itself, until it serves. */
async function addressesIn(input: Readable): Promise<ReadonlyMap<string, string>> {
  const addresses = new Map<string, string>();
  for await (const line of createInterface({ input })) {
    const [, name, address] = /^ {2}(API|Cosmos DB|Blobs|State) +(\S+)/.exec(line) ?? [];
    if (name !== undefined && address !== undefined) addresses.set(name, address);
    if (name === 'State') break;
  }
  if (!addresses.has('State')) throw new Error('The stack ended before it had started.');
  return addresses;
}
