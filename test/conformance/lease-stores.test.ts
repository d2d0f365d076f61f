import { BlobServiceClient } from '@azure/storage-blob';
import { afterAll, vi } from 'vitest';
import { startBlob, type BlobServer } from '../../local/blob/start-blob.ts';
import { AzureLeaseStore } from '../../shared/adapters/blob/azure-lease-store.ts';
import { MemoryLeaseStore } from '../support/memory/memory-leases.ts';
import { describeLeaseStore } from './lease-store.ts';

let server: BlobServer | undefined;

afterAll(async () => {
  await server?.stop();
  vi.useRealTimers();
});

describeLeaseStore('MemoryLeaseStore', async () => {
  let now = Date.parse('2026-03-01T06:00:00Z');
  return {
    store: new MemoryLeaseStore({ now: () => now }),
    now: () => now,
    advance: (ms) => {
      now += ms;
    },
  };
});

describeLeaseStore('AzureLeaseStore on the stand-in', async () => {
  // The stand-in is in this process, and reads its clock here; timers stay real.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  server = await startBlob({});
  const service = BlobServiceClient.fromConnectionString(server.connectionString);
  await service.getContainerClient('locks').create();
  return {
    store: new AzureLeaseStore(service),
    now: () => Date.now(),
    advance: (ms) => {
      vi.setSystemTime(Date.now() + ms);
    },
  };
});
