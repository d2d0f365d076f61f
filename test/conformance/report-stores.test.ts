import { randomUUID } from 'node:crypto';
import { BlobServiceClient } from '@azure/storage-blob';
import { afterAll } from 'vitest';
import { startBlob, type BlobServer } from '../../local/blob/start-blob.ts';
import { AzureBlobStore } from '../../shared/adapters/blob/azure-blob-store.ts';
import { AzureReportStore } from '../../shared/adapters/blob/azure-report-store.ts';
import { MemoryBlobStore } from '../support/memory/memory-blobs.ts';
import { MemoryReportStore } from '../support/memory/memory-reports.ts';
import { describeReportStore } from './report-store.ts';

let server: BlobServer | undefined;

afterAll(() => server?.stop());

describeReportStore('MemoryReportStore', async () => {
  const blobs = new MemoryBlobStore();
  return {
    store: new MemoryReportStore(blobs),
    blobs,
    put: async (path, content) => {
      blobs.put(path, content);
    },
  };
});

describeReportStore('AzureReportStore on the stand-in', async () => {
  server = await startBlob({});
  const service = BlobServiceClient.fromConnectionString(server.connectionString);
  const container = service.getContainerClient('reports');
  await container.create();
  return {
    // So small that a report of a few lines has many of them.
    store: new AzureReportStore(service, { uniqueId: randomUUID, blockBytes: 256 }),
    blobs: new AzureBlobStore(service),
    put: async (path, content) => {
      const blob = container.getBlockBlobClient(path.slice('reports/'.length));
      await blob.upload(content, Buffer.byteLength(content));
    },
  };
});
