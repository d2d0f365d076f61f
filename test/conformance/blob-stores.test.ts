import { BlobServiceClient } from '@azure/storage-blob';
import { afterAll } from 'vitest';
import { startBlob, type BlobServer } from '../../local/blob/start-blob.ts';
import { AzureBlobStore } from '../../shared/adapters/blob/azure-blob-store.ts';
import { MemoryBlobStore } from '../support/memory/memory-blobs.ts';
import { describeBlobStore } from './blob-store.ts';

let server: BlobServer | undefined;

afterAll(() => server?.stop());

describeBlobStore('MemoryBlobStore', async () => {
  const store = new MemoryBlobStore();
  return {
    store,
    put: async (path, content) => {
      store.put(path, content);
    },
    delete: async (path) => {
      store.delete(path);
    },
  };
});

describeBlobStore('AzureBlobStore on the stand-in', async () => {
  server = await startBlob({});
  const container = BlobServiceClient.fromConnectionString(server.connectionString).getContainerClient(
    'datasets',
  );
  await container.create();
  const nameOf = (path: string) => path.slice('datasets/'.length);
  return {
    store: new AzureBlobStore(BlobServiceClient.fromConnectionString(server.connectionString), {
      listPageSize: 10,
    }),
    put: async (path, content) => {
      await container.getBlockBlobClient(nameOf(path)).upload(content, Buffer.byteLength(content));
    },
    delete: async (path) => {
      await container.getBlockBlobClient(nameOf(path)).delete();
    },
  };
});
