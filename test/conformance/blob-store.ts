import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { BlobFile, BlobStore } from '../../shared/application/ports/blob-store.ts';
import { Unavailable } from '../../shared/domain/errors.ts';

/** A store whose container `datasets` is there, and what callers do to their files. */
export interface BlobStoreTarget {
  readonly store: BlobStore;
  put(path: string, content: string): Promise<void>;
  delete(path: string): Promise<void>;
}

/** What the port promises of files that are listed and read. */
export function describeBlobStore(name: string, connect: () => Promise<BlobStoreTarget>): void {
  describe(`${name}, listed`, () => {
    let target: BlobStoreTarget;
    let store: BlobStore;

    beforeAll(async () => {
      target = await connect();
      ({ store } = target);
    });

    async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
      const folder = `datasets/${randomUUID()}`;
      for (const [file, content] of Object.entries(files)) await target.put(`${folder}/${file}`, content);
      return folder;
    }

    async function listed(prefix: string): Promise<readonly BlobFile[]> {
      const files = await Array.fromAsync(store.list(prefix));
      return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
    }

    async function only(prefix: string): Promise<BlobFile> {
      const [file] = await listed(prefix);
      if (file === undefined) throw new Error('There is no such file.');
      return file;
    }

    async function textOf(file: BlobFile): Promise<string> {
      return Buffer.concat(await Array.fromAsync(await store.openUnchanged(file))).toString();
    }

    test('gives every blob below a prefix with its size', async () => {
      const folder = await folderOf({ 'a.csv': 'abc', 'b/c.csv': 'x', 'b/größe +1.csv': '' });

      const files = await listed(`${folder}/`);

      expect(files.map(({ path, sizeBytes }) => [path, sizeBytes])).toEqual([
        [`${folder}/a.csv`, 3],
        [`${folder}/b/c.csv`, 1],
        [`${folder}/b/größe +1.csv`, 0],
      ]);
    });

    test('takes a prefix that ends within a name', async () => {
      const folder = await folderOf({ 'part-1': '1', 'part-2': '2', 'pars-3': '3' });

      const files = await listed(`${folder}/part-`);

      expect(files.map(({ path }) => path)).toEqual([`${folder}/part-1`, `${folder}/part-2`]);
    });

    test('gives more blobs than fit on a page, each once', async () => {
      const names = Array.from({ length: 25 }, (_, index) => `${index}.csv`);
      const folder = await folderOf(Object.fromEntries(names.map((file) => [file, 'x'])));

      const files = await listed(`${folder}/`);

      expect(files.map(({ path }) => path)).toEqual(names.map((file) => `${folder}/${file}`).toSorted());
    });

    test('gives nothing where there is no such blob, and no such container', async () => {
      expect(await listed('datasets/nothing/of/the/kind')).toEqual([]);
      expect(await listed('nowhere/')).toEqual([]);
    });

    test('ends with an error when the signal is aborted', async () => {
      const folder = await folderOf({ a: '1', b: '2' });

      await expect(Array.fromAsync(store.list(`${folder}/`, AbortSignal.abort()))).rejects.toThrow();
    });

    test('opens a file that is as it was listed, twice', async () => {
      const file = await only(await folderOf({ 'a.csv': 'größe' }));

      expect(await textOf(file)).toBe('größe');
      expect(await textOf(file)).toBe('größe');
    });

    test('is unavailable for a file that was written again, with the same content even', async () => {
      const folder = await folderOf({ 'a.csv': 'x' });
      const file = await only(folder);
      await target.put(`${folder}/a.csv`, 'x');

      const opened = store.openUnchanged(file);

      await expect(opened).rejects.toThrow(Unavailable);
      await expect(opened).rejects.toThrow(`'${file.path}' was changed or deleted while it was read`);
    });

    test('is unavailable for a file that was deleted since', async () => {
      const folder = await folderOf({ 'a.csv': 'x' });
      const file = await only(folder);
      await target.delete(`${folder}/a.csv`);

      await expect(store.openUnchanged(file)).rejects.toThrow(Unavailable);
    });
  });
}
