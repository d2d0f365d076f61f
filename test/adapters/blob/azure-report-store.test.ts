import { createHash, randomUUID } from 'node:crypto';
import { BlobServiceClient } from '@azure/storage-blob';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startBlob, type BlobServer } from '../../../local/blob/start-blob.ts';
import { AzureReportStore } from '../../../shared/adapters/blob/azure-report-store.ts';
import type { ReportIdentity, ReportWriter } from '../../../shared/application/ports/report-store.ts';
import { Unavailable } from '../../../shared/domain/errors.ts';
import type { Term } from '../../../shared/domain/lease/lease.ts';
import { isRunId, type RunId } from '../../../shared/domain/run/run-id.ts';
import { type FaultyProxy, first, firstIs, startFaultyProxy } from './faulty-proxy.ts';

const BLOCK_BYTES = 1_000;
const OPTIONS = { uniqueId: randomUUID, blockBytes: BLOCK_BYTES };

let server: BlobServer;
let service: BlobServiceClient;
let proxy: FaultyProxy;
/** Reaches the service past the proxy. */
let direct: AzureReportStore;
/** Each request is sent once, so that what becomes of it is what the store sees. */
let store: AzureReportStore;
let path: string;

beforeAll(async () => {
  server = await startBlob({});
  service = BlobServiceClient.fromConnectionString(server.connectionString);
  await service.getContainerClient('reports').create();
  proxy = await startFaultyProxy(server.connectionString);
  direct = new AzureReportStore(service, OPTIONS);
  store = new AzureReportStore(
    BlobServiceClient.fromConnectionString(proxy.connectionString, { retryOptions: { maxTries: 1 } }),
    OPTIONS,
  );
});

beforeEach(() => {
  path = `reports/${randomUUID()}.csv`;
});

afterEach(() => {
  proxy.fateOf = async () => 'pass';
});

afterAll(async () => {
  await proxy.stop();
  await server.stop();
});

function blob() {
  return service.getContainerClient('reports').getBlockBlobClient(path.slice('reports/'.length));
}

async function begun(content: string, { from = store, epoch = 1 } = {}): Promise<ReportWriter> {
  const writer = await from.begin(path, termOf(epoch));
  await writer.write(Buffer.from(content));
  return writer;
}

async function collect(runId: RunId, content: string, epoch: number): Promise<void> {
  await (await begun(content, { from: direct, epoch })).commit(identityOf(runId, content));
}

describe('a report', () => {
  test('says of itself whose it is, and has its type', async () => {
    await (await begun('a,b\n', { epoch: 7 })).commit(identityOf(FIRST, 'a,b\n'));

    const { metadata, contentType } = await blob().getProperties();

    const { sha256 } = identityOf(FIRST, 'a,b\n');
    expect(metadata).toEqual({ resource: 'sales', epoch: '7', runid: FIRST, sha256 });
    expect(contentType).toBe('text/csv');
  });

  test('is sent at most two blocks at a time', async () => {
    let underWay = 0;
    let most = 0;
    proxy.fateOf = async (request) => {
      if (request !== 'block') return 'pass';
      underWay += 1;
      most = Math.max(most, underWay);
      for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
      return 'pass';
    };
    const content = 'x'.repeat(20 * BLOCK_BYTES + 1);

    await (await begun(content)).commit(identityOf(FIRST, content));

    expect(most).toBe(2);
    expect(await blob().getProperties()).toMatchObject({ contentLength: content.length });
  });

  test('is kept to the byte, though the memory of its blocks is used again', async () => {
    const blocks = Array.from({ length: 16 }, (_, index) => Buffer.alloc(1_000_000, `${index},`));
    const writer = await new AzureReportStore(service, { ...OPTIONS, blockBytes: 1_000_000 }).begin(
      path,
      termOf(1),
    );
    for (const block of blocks) await writer.write(block);
    const content = Buffer.concat(blocks).toString();

    await writer.commit(identityOf(FIRST, content));

    expect((await blob().downloadToBuffer()).equals(Buffer.from(content))).toBe(true);
  });

  test('is sent no further, and not committed, when a block does not arrive', async () => {
    proxy.fateOf = firstIs('block', 'drop');
    const writer = await begun('x'.repeat(BLOCK_BYTES));

    const content = 'x'.repeat(2 * BLOCK_BYTES);
    const rest = async () => {
      await writer.write(Buffer.from('x'.repeat(BLOCK_BYTES)));
      await writer.commit(identityOf(FIRST, content));
    };

    await expect(rest()).rejects.toThrow(Unavailable);
    await writer.abandon();
    expect(await blob().exists()).toBe(false);
  });

  test('is abandoned while blocks are on their way', async () => {
    let isUnderWay: () => void = () => undefined;
    const underWay = new Promise<void>((resolve) => {
      isUnderWay = resolve;
    });
    // Until the abandoned request's connection is closed.
    proxy.fateOf = first('block', async () => {
      isUnderWay();
      return new Promise(() => undefined);
    });
    const writer = await begun('x'.repeat(BLOCK_BYTES));
    await underWay;

    await writer.abandon();

    await expect(writer.commit(identityOf(FIRST, 'x'.repeat(BLOCK_BYTES)))).rejects.toThrow();
    expect(await blob().exists()).toBe(false);
  });
});

describe('a commit', () => {
  test('whose answer was lost is known when the report is written again', async () => {
    proxy.fateOf = firstIs('block-list', 'lose');
    await expect((await begun('a')).commit(identityOf(FIRST, 'a'))).rejects.toThrow(Unavailable);

    expect(await (await begun('a')).commit(identityOf(FIRST, 'a'))).toBe('already-committed');
  });

  test('whose answer was lost is known when the client tries again', async () => {
    const retryOptions = { maxTries: 2, retryDelayInMs: 1 };
    const patient = BlobServiceClient.fromConnectionString(proxy.connectionString, { retryOptions });
    const writer = await begun('a', { from: new AzureReportStore(patient, OPTIONS) });
    proxy.fateOf = firstIs('block-list', 'lose');

    expect(await writer.commit(identityOf(FIRST, 'a'))).toBe('already-committed');
  });

  test.each([
    { title: 'of the first report', earlier: 0 },
    { title: 'in the place of an earlier one', earlier: 1 },
  ])('$title is superseded by a later one that comes just before it', async ({ earlier }) => {
    if (earlier > 0) await collect(SECOND, 'earlier', earlier);
    const writer = await begun('old', { epoch: 2 });
    proxy.fateOf = first('block-list', async () => {
      await collect(SECOND, 'new', 3);
      return 'pass';
    });

    expect(await writer.commit(identityOf(FIRST, 'old'))).toBe('superseded');
    expect((await blob().downloadToBuffer()).toString()).toBe('new');
  });

  test('that finds its blocks thrown away by another has to be written again', async () => {
    const writer = await begun('new', { epoch: 2 });
    await writer.write(Buffer.from('x'.repeat(BLOCK_BYTES)));
    await collect(SECOND, 'old', 1);

    const content = `new${'x'.repeat(BLOCK_BYTES)}`;
    await expect(writer.commit(identityOf(FIRST, content))).rejects.toThrow('has to be written again');

    expect(await (await begun(content, { epoch: 2 })).commit(identityOf(FIRST, content))).toBe('committed');
  });

  test('leaves a blob alone that has no blocks', async () => {
    await service.getContainerClient('reports').getAppendBlobClient(path.slice('reports/'.length)).create();
    const content = 'x'.repeat(3 * BLOCK_BYTES);

    expect(await (await begun(content)).commit(identityOf(FIRST, content))).toBe('path-taken');
  });
});

const FIRST = runIdOf('first');
const SECOND = runIdOf('second');

function termOf(epoch: number): Term {
  return { resource: 'sales', leaseId: '00000000-0000-8000-8000-000000000000', epoch };
}

function identityOf(runId: RunId, content: string): ReportIdentity {
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { runId, sha256, sizeBytes: Buffer.byteLength(content), contentType: 'text/csv' };
}

function runIdOf(jobId: string): RunId {
  const runId = `${jobId}.20260301T060000Z`;
  if (!isRunId(runId)) throw new Error(`'${runId}' is no run id.`);
  return runId;
}
