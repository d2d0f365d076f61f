import { randomUUID } from 'node:crypto';
import { BlobServiceClient, type ContainerClient } from '@azure/storage-blob';
import { startBlob } from '../../../local/blob/start-blob.ts';
import { readTarget } from './read-target.ts';

/** A container for one suite. */
export interface BlobTarget {
  readonly service: BlobServiceClient;
  readonly container: ContainerClient;
  readonly dispose: () => Promise<void>;
}

export const blobTarget = readTarget<BlobTarget, 'CONFORMANCE_STORAGE'>('Blob Storage', {
  local,
  azure: (setting) => open(setting('CONFORMANCE_STORAGE')),
  settings: ['CONFORMANCE_STORAGE'],
});

async function local(): Promise<BlobTarget> {
  const server = await startBlob({});
  const target = await open(server.connectionString);
  return {
    ...target,
    dispose: async () => {
      await target.dispose();
      await server.stop();
    },
  };
}

async function open(connectionString: string): Promise<BlobTarget> {
  const service = BlobServiceClient.fromConnectionString(connectionString);
  const container = service.getContainerClient(`conformance-${randomUUID()}`);
  await container.create();
  return {
    ...{ service, container },
    dispose: async () => {
      await container.delete();
    },
  };
}
