import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { BlobServiceClient, type ContainerClient } from '@azure/storage-blob';
import { vi } from 'vitest';
import { startBlob } from '../../../local/blob/start-blob.ts';
import { readTarget } from './read-target.ts';

/** A container for one suite. */
export interface BlobTarget {
  readonly service: BlobServiceClient;
  readonly container: ContainerClient;
  /** Lets time pass for the service. */
  readonly pass: (ms: number) => Promise<void>;
  readonly dispose: () => Promise<void>;
}

export const blobTarget = readTarget<BlobTarget, 'CONFORMANCE_STORAGE'>('Blob Storage', {
  local,
  azure: (setting) => open(setting('CONFORMANCE_STORAGE')),
  settings: ['CONFORMANCE_STORAGE'],
});

async function local(): Promise<BlobTarget> {
  // Azurite is in this process, and reads its clock here; timers stay real.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  const server = await startBlob({});
  const target = await open(server.connectionString);
  return {
    ...target,
    pass: async (ms) => {
      vi.setSystemTime(Date.now() + ms);
    },
    dispose: async () => {
      await target.dispose();
      await server.stop();
      vi.useRealTimers();
    },
  };
}

async function open(connectionString: string): Promise<BlobTarget> {
  const service = BlobServiceClient.fromConnectionString(connectionString);
  const container = service.getContainerClient(`conformance-${randomUUID()}`);
  await container.create();
  return {
    ...{ service, container },
    pass: async (ms) => pause(ms),
    dispose: async () => {
      await container.delete();
    },
  };
}
