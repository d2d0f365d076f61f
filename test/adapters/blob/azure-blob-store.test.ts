import { BlobServiceClient } from '@azure/storage-blob';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startBlob, type BlobServer } from '../../../local/blob/start-blob.ts';
import { BLOB_CONTAINERS } from '../../../local/resources.ts';
import { AzureBlobStore } from '../../../shared/adapters/blob/azure-blob-store.ts';
import { Unavailable } from '../../../shared/domain/errors.ts';
import { startBreakingProxy } from './breaking-proxy.ts';
import { present } from '../../support/present.ts';

let server: BlobServer;
let client: BlobServiceClient;
let store: AzureBlobStore;

beforeAll(async () => {
  server = await startBlob({});
  client = BlobServiceClient.fromConnectionString(server.connectionString);
  for (const name of BLOB_CONTAINERS) await client.getContainerClient(name).create();
  store = new AzureBlobStore(client);
});

afterAll(() => server.stop());

async function upload(container: string, name: string, content: Uint8Array): Promise<void> {
  await client.getContainerClient(container).getBlockBlobClient(name).uploadData(Buffer.from(content));
}

/** The content of a blob as it is now. */
async function opened(path: string, signal?: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
  const [file] = await Array.fromAsync(store.list(path));
  return store.openUnchanged(present(file), signal);
}

describe('AzureBlobStore', () => {
  test('has no text where there is no blob, or no container', async () => {
    expect(await store.readText('datasets/none.csv')).toBeUndefined();
    expect(await store.readText('nowhere/none.csv')).toBeUndefined();
  });

  test('streams a large blob in chunks, every byte in order', async () => {
    const content = Uint8Array.from({ length: 3_000_000 }, (_, index) => (index * 7 + (index >> 8)) % 256);
    await upload('datasets', 'large/bytes.csv', content);

    const chunks = await Array.fromAsync(await opened('datasets/large/bytes.csv'));

    expect(chunks.length).toBeGreaterThan(5);
    expect(Buffer.concat(chunks).equals(content)).toBe(true);
  });

  test('can be left half-way through a blob', async () => {
    await upload('datasets', 'half.csv', new Uint8Array(3_000_000));

    for await (const chunk of await opened('datasets/half.csv')) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }

    const again = await Array.fromAsync(await opened('datasets/half.csv'));
    expect(Buffer.concat(again)).toHaveLength(3_000_000);
  });

  test('opens an empty blob as one without content', async () => {
    await upload('datasets', 'empty.csv', new Uint8Array());

    const chunks = await Array.fromAsync(await opened('datasets/empty.csv'));

    expect(Buffer.concat(chunks)).toHaveLength(0);
  });

  test('opens a blob whose name has blanks, umlauts and signs', async () => {
    await upload('datasets', 'März 2026/a+b %20#1?.csv', Uint8Array.of(120));

    expect(await store.readText('datasets/März 2026/a+b %20#1?.csv')).toBe('x');
  });

  test('writes a text once: the second is not kept and no fault', async () => {
    await store.writeOnce('results/churn/a.json', '{"größe":1}');
    await store.writeOnce('results/churn/a.json', '{"größe":2}');

    expect(await store.readText('results/churn/a.json')).toBe('{"größe":1}');
  });

  test('keeps one whole text of ten that are written at the same time', async () => {
    const texts = Array.from({ length: 10 }, (_, index) => String(index).repeat(1_000));

    await Promise.all(texts.map((text) => store.writeOnce('results/churn/race.json', text)));

    expect(texts).toContain(await store.readText('results/churn/race.json'));
  });

  test('fails to write where there is no container, rather than lose the text', async () => {
    await expect(store.writeOnce('nowhere/a.json', '{}')).rejects.toThrow();
  });

  test('lists no blob that only stands for a folder, as accounts with a hierarchical namespace have them', async () => {
    await upload('datasets', 'folders/a.csv', Uint8Array.of(120));
    const folder = client.getContainerClient('datasets').getBlockBlobClient('folders/sub');
    await folder.upload('', 0, { metadata: { hdi_isfolder: 'true' } });

    const files = await Array.fromAsync(store.list('datasets/folders/'));

    expect(files.map(({ path }) => path)).toEqual(['datasets/folders/a.csv']);
  });

  test('is unavailable for a blob that is overwritten while a broken download goes on', async () => {
    const content = new Uint8Array(8_000_000);
    await upload('datasets', 'overwritten.csv', content);
    const breaking = await startBreakingProxy(server.connectionString, 1_000_000);
    const broken = new AzureBlobStore(BlobServiceClient.fromConnectionString(breaking.connectionString));
    const [file] = await Array.fromAsync(broken.list('datasets/overwritten.csv'));

    const reading = (async () => {
      let bytes = 0;
      for await (const chunk of await broken.openUnchanged(present(file))) {
        if (bytes === 0) await upload('datasets', 'overwritten.csv', content);
        bytes += chunk.length;
      }
      return bytes;
    })();

    await expect(reading).rejects.toThrow(Unavailable);
    await breaking.stop();
  });

  test('goes on with a download that was broken off', async () => {
    await upload('datasets', 'broken.csv', new Uint8Array(3_000_000));
    const breaking = await startBreakingProxy(server.connectionString, 1_000_000);
    const broken = new AzureBlobStore(BlobServiceClient.fromConnectionString(breaking.connectionString));
    const [file] = await Array.fromAsync(broken.list('datasets/broken.csv'));

    const chunks = await Array.fromAsync(await broken.openUnchanged(present(file)));

    expect(Buffer.concat(chunks)).toHaveLength(3_000_000);
    await breaking.stop();
  });

  test('ends a download with what it was aborted for, and not as though the service were away', async () => {
    await upload('datasets', 'aborted.csv', new Uint8Array(8_000_000));
    const controller = new AbortController();
    const chunks = await opened('datasets/aborted.csv', controller.signal);

    const reading = (async () => {
      for await (const chunk of chunks) if (chunk.length > 0) controller.abort();
    })();

    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('is unavailable, not empty, when the service is away', async () => {
    const gone = await startBlob({});
    await gone.stop();
    const away = new AzureBlobStore(
      BlobServiceClient.fromConnectionString(gone.connectionString, { retryOptions: { maxTries: 1 } }),
    );

    const file = { path: 'datasets/a.csv', sizeBytes: 1, etag: '"1"' };
    await expect(away.openUnchanged(file)).rejects.toThrow(Unavailable);
    await expect(Array.fromAsync(away.list('datasets/'))).rejects.toThrow(Unavailable);
    await expect(away.readText('datasets/a.csv')).rejects.toThrow(Unavailable);
    await expect(away.writeOnce('results/a.json', '{}')).rejects.toThrow(Unavailable);
  });
});
