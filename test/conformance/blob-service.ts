import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type BlockBlobClient, RestError } from '@azure/storage-blob';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { present } from '../support/present.ts';
import { refusalOf } from './refusal-of.ts';
import type { BlobTarget } from './targets/blob-target.ts';

/** What the app relies on in Blob Storage; `connect` is called once. */
export function describeBlobService(connect: () => Promise<BlobTarget>): void {
  let target: BlobTarget;
  let blob: BlockBlobClient;

  beforeAll(async () => {
    target = await connect();
  });

  afterAll(() => target.dispose());

  // Each case has a blob of its own.
  beforeEach(() => {
    blob = target.container.getBlockBlobClient(`case/${randomUUID()}.csv`);
  });

  async function put(text: string, conditions: object = {}, of = blob): Promise<string> {
    const { etag } = await of.upload(text, Buffer.byteLength(text), { conditions });
    return present(etag);
  }

  async function content(of = blob): Promise<string> {
    return (await of.downloadToBuffer()).toString();
  }

  /** The service's own word for a refusal, which tells more than the status. */
  async function wordOf(call: Promise<unknown>): Promise<unknown> {
    try {
      await call;
      return 'not refused';
    } catch (error) {
      if (error instanceof RestError) return error.code;
      throw error;
    }
  }

  describe('a blob', () => {
    test('is read as it was written, with type and length', async () => {
      await blob.upload('größe', 7, { blobHTTPHeaders: { blobContentType: 'text/csv' } });

      expect(await content()).toBe('größe');
      expect(await blob.getProperties()).toMatchObject({ contentType: 'text/csv', contentLength: 7 });
    });

    test('may have blanks, umlauts and signs in its name', async () => {
      const named = target.container.getBlockBlobClient(`März 2026/${randomUUID()} a+b %20#1?.csv`);

      await put('x', {}, named);

      expect(await content(named)).toBe('x');
      const listed = target.container.listBlobsFlat({ prefix: 'März 2026/' });
      expect((await Array.fromAsync(listed)).map(({ name }) => name)).toContain(named.name);
    });

    test('that is not there is answered 404, and so is its container', async () => {
      const nowhere = target.service.getContainerClient(`nowhere-${randomUUID()}`).getBlobClient('a');

      expect(await wordOf(blob.download())).toBe('BlobNotFound');
      expect(await refusalOf(blob.download())).toBe(404);
      expect(await wordOf(nowhere.download())).toBe('ContainerNotFound');
    });

    test('is listed by its prefix, and not once it was deleted', async () => {
      const folder = `list-${randomUUID()}`;
      for (const name of ['b', 'a/1', 'c'])
        await put('x', {}, target.container.getBlockBlobClient(`${folder}/${name}`));
      await target.container.getBlobClient(`${folder}/c`).delete();

      const listed = await Array.fromAsync(target.container.listBlobsFlat({ prefix: `${folder}/` }));

      expect(listed.map(({ name }) => name)).toEqual([`${folder}/a/1`, `${folder}/b`]);
    });

    test('is listed with its size and the ETag that a condition takes', async () => {
      await put('größe');

      const [item] = await Array.fromAsync(
        target.container.listBlobsFlat({ prefix: blob.name, includeMetadata: true }),
      );
      const { contentLength, etag } = present(item).properties;
      const ifMatch = `"${etag.replaceAll('"', '')}"`;

      expect(contentLength).toBe(7);
      expect((await blob.download(0, undefined, { conditions: { ifMatch } })).contentLength).toBe(7);
      await put('other');
      expect(await refusalOf(blob.download(0, undefined, { conditions: { ifMatch } }))).toBe(412);
    });

    test('is listed page by page', async () => {
      const folder = `pages-${randomUUID()}`;
      for (const name of ['a', 'b', 'c'])
        await put('x', {}, target.container.getBlockBlobClient(`${folder}/${name}`));

      const pages = await Array.fromAsync(
        target.container.listBlobsFlat({ prefix: `${folder}/` }).byPage({ maxPageSize: 2 }),
      );

      expect(pages.map(({ segment }) => segment.blobItems.length)).toEqual([2, 1]);
    });

    test('keeps its metadata', async () => {
      await put('x');

      await blob.setMetadata({ epoch: '7', holder: 'h-1' });

      expect((await blob.getProperties()).metadata).toEqual({ epoch: '7', holder: 'h-1' });
    });
  });

  describe('a condition', () => {
    test('that nothing is there lets the first writing pass only', async () => {
      await put('first', { ifNoneMatch: '*' });

      // The service says 409 BlobAlreadyExists, Azurite 412.
      expect([409, 412]).toContain(await refusalOf(put('second', { ifNoneMatch: '*' })));
      expect(await content()).toBe('first');
    });

    test('that nothing is there lets one of ten pass who write at once', async () => {
      const texts = Array.from({ length: 10 }, (_, index) => String(index).repeat(1_000));

      const outcomes = await Promise.all(texts.map((text) => refusalOf(put(text, { ifNoneMatch: '*' }))));

      expect(outcomes.filter((outcome) => outcome === 'not refused')).toHaveLength(1);
      expect(await content()).toBe(texts[outcomes.indexOf('not refused')]);
    });

    test('on the ETag lets a writing pass as long as it is the blob’s', async () => {
      const etag = await put('first');
      await put('second', { ifMatch: etag });

      expect(await wordOf(put('third', { ifMatch: etag }))).toBe('ConditionNotMet');
      expect(await content()).toBe('second');
    });
  });

  describe('a lease', () => {
    const SECONDS = 15;

    beforeEach(() => put('content'));

    async function acquire(seconds = SECONDS): Promise<string> {
      return present((await blob.getBlobLeaseClient().acquireLease(seconds)).leaseId);
    }

    test('is had by one of ten who ask at once', async () => {
      const asked = Array.from({ length: 10 }, () => wordOf(acquire()));

      const outcomes = await Promise.all(asked);

      expect(outcomes.filter((outcome) => outcome === 'not refused')).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === 'LeaseAlreadyPresent')).toHaveLength(9);
    });

    test('keeps everyone else from writing, setting metadata and deleting, and nobody from reading', async () => {
      await acquire();

      expect(await wordOf(put('other'))).toBe('LeaseIdMissing');
      expect(await wordOf(blob.setMetadata({ epoch: '1' }))).toBe('LeaseIdMissing');
      expect(await wordOf(blob.delete())).toBe('LeaseIdMissing');
      expect(await wordOf(put('other', { leaseId: randomUUID() }))).toBe('LeaseIdMismatchWithBlobOperation');
      expect(await content()).toBe('content');
    });

    test('lets its holder write and set metadata', async () => {
      const leaseId = await acquire();

      await put('mine', { leaseId });
      await blob.setMetadata({ epoch: '2' }, { conditions: { leaseId } });

      expect(await content()).toBe('mine');
      expect((await blob.getProperties()).metadata).toEqual({ epoch: '2' });
    });

    test('is renewed by its holder, and by nobody else', async () => {
      const leaseId = await acquire();

      expect((await blob.getBlobLeaseClient(leaseId).renewLease()).leaseId).toBe(leaseId);
      expect(await refusalOf(blob.getBlobLeaseClient(randomUUID()).renewLease())).toBe(409);
    });

    test('is free for the next one once it was released', async () => {
      const leaseId = await acquire();
      await blob.getBlobLeaseClient(leaseId).releaseLease();

      const next = await acquire();

      expect(next).not.toBe(leaseId);
      expect(await wordOf(put('late', { leaseId }))).toBe('LeaseIdMismatchWithBlobOperation');
    });

    test('that was broken cannot be renewed, and another can be had', async () => {
      const leaseId = await acquire(-1);

      await blob.getBlobLeaseClient().breakLease(0);

      expect(await wordOf(blob.getBlobLeaseClient(leaseId).renewLease())).toBe(
        'LeaseIsBrokenAndCannotBeRenewed',
      );
      expect(await wordOf(acquire())).toBe('not refused');
    });

    test('is had again under the id that its holder proposes, and by nobody under another', async () => {
      const id = randomUUID();
      await blob.getBlobLeaseClient(id).acquireLease(SECONDS);

      expect((await blob.getBlobLeaseClient(id).acquireLease(SECONDS)).leaseId).toBe(id);
      expect(await wordOf(blob.getBlobLeaseClient(randomUUID()).acquireLease(SECONDS))).toBe(
        'LeaseAlreadyPresent',
      );
    });

    test('is had with an answer that tells the service’s time', async () => {
      expect((await blob.getBlobLeaseClient().acquireLease(SECONDS)).date).toBeInstanceOf(Date);
    });

    test('is neither released nor broken for an ETag that is over', async () => {
      const ifMatch = present((await blob.getProperties()).etag);
      const leaseId = await acquire();
      await put('next', { leaseId });

      const lease = blob.getBlobLeaseClient(leaseId);
      expect(await wordOf(lease.releaseLease({ conditions: { ifMatch } }))).toBe('ConditionNotMet');
      expect(await wordOf(lease.breakLease(0, { conditions: { ifMatch } }))).toBe('ConditionNotMet');

      expect(await blob.getProperties()).toMatchObject({ leaseState: 'leased' });
    });

    test('that a reading names is the blob’s, or the reading is refused', async () => {
      const leaseId = await acquire();

      const answer = await blob.download(0, undefined, { conditions: { leaseId } });
      const other = blob.download(0, undefined, { conditions: { leaseId: randomUUID() } });

      expect(answer).toMatchObject({ leaseState: 'leased' });
      answer.readableStreamBody?.resume();
      expect(await wordOf(other)).toBe('LeaseIdMismatchWithBlobOperation');
      await blob.getBlobLeaseClient(leaseId).releaseLease();
      expect(await wordOf(blob.download(0, undefined, { conditions: { leaseId } }))).toMatch(/^Lease/);
    });

    test('that has expired lets nobody write, and its holder renew it', async () => {
      const leaseId = await acquire();
      await target.pass((SECONDS + 1) * 1_000);

      expect(await blob.getProperties()).toMatchObject({ leaseState: 'expired' });
      expect(await wordOf(put('late', { leaseId }))).toMatch(/^Lease/);
      expect(await wordOf(blob.getBlobLeaseClient(leaseId).renewLease())).toBe('not refused');
      expect(await wordOf(put('in time', { leaseId }))).toBe('not refused');
    });

    test('that has expired is not renewed when another has had it, nor when somebody has written', async () => {
      const first = await acquire();
      await target.pass((SECONDS + 1) * 1_000);
      const second = await acquire();

      expect(await refusalOf(blob.getBlobLeaseClient(first).renewLease())).toBe(409);

      await target.pass((SECONDS + 1) * 1_000);
      await put('without a lease');
      expect(await refusalOf(blob.getBlobLeaseClient(second).renewLease())).toBe(409);
    });

    test('shows in the blob’s properties', async () => {
      await acquire();

      expect(await blob.getProperties()).toMatchObject({ leaseState: 'leased', leaseStatus: 'locked' });
    });

    test('of less than 15 seconds is refused', async () => {
      expect(await refusalOf(acquire(5))).toBe(400);
    });
  });

  describe('a block list', () => {
    const id = (name: string) => Buffer.from(name).toString('base64');

    async function stage(name: string, text: string): Promise<void> {
      await blob.stageBlock(id(name), text, Buffer.byteLength(text));
    }

    test('makes a blob of blocks that nobody has seen, with type and metadata', async () => {
      await stage('1', 'a');
      await stage('2', 'b');
      expect(await refusalOf(blob.download())).toBe(404);

      await blob.commitBlockList([id('1'), id('2')], {
        conditions: { ifNoneMatch: '*' },
        metadata: { epoch: '3' },
        blobHTTPHeaders: { blobContentType: 'text/csv' },
      });

      expect(await content()).toBe('ab');
      expect(await blob.getProperties()).toMatchObject({ contentType: 'text/csv', metadata: { epoch: '3' } });
    });

    test('of no blocks makes a blob without content', async () => {
      await blob.commitBlockList([]);

      expect((await blob.getProperties()).contentLength).toBe(0);
    });

    test('is refused for an ETag that is over, and where something is there that must not', async () => {
      const ifMatch = await put('first');
      await put('second');
      await stage('1', 'a');

      const late = blob.commitBlockList([id('1')], { conditions: { ifMatch } });
      const other = blob.commitBlockList([id('1')], { conditions: { ifNoneMatch: '*' } });

      expect(await wordOf(late)).toBe('ConditionNotMet');
      expect([409, 412]).toContain(await refusalOf(other));
      expect(await content()).toBe('second');
    });

    test('throws away the blocks that it does not name', async () => {
      await stage('1', 'a');
      await stage('2', 'b');
      await blob.commitBlockList([id('1')]);

      expect(await wordOf(blob.commitBlockList([id('2')]))).toBe('InvalidBlockList');
    });

    test('is not for a blob of another type, nor are blocks', async () => {
      await target.container.getAppendBlobClient(blob.name).create();

      expect(await wordOf(stage('1', 'a'))).toBe('InvalidBlobType');
    });
  });

  describe('a stream', () => {
    const bytes = Buffer.from(Uint8Array.from({ length: 5_000_000 }, (_, i) => (i * 7 + (i >> 8)) % 256));

    test('is written in blocks and read in order, every byte', async () => {
      await blob.uploadStream(
        Readable.from([bytes.subarray(0, 1_234_567), bytes.subarray(1_234_567)]),
        1_000_000,
      );

      const answer = await blob.download();
      const read = await buffer(present(answer.readableStreamBody));

      expect(read.equals(bytes)).toBe(true);
    });

    test('can begin and end anywhere', async () => {
      await blob.uploadData(bytes);

      const answer = await blob.download(4_000_001, 1_000);

      expect(
        (await buffer(present(answer.readableStreamBody))).equals(bytes.subarray(4_000_001, 4_001_001)),
      ).toBe(true);
    });

    test('of nothing is empty', async () => {
      await put('');

      expect(await content()).toBe('');
    });
  });
}
