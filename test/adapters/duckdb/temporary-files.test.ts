import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { TemporaryFiles } from '../../../shared/adapters/duckdb/temporary-files.ts';

let parent: string;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'temporary-files-test-'));
});

afterEach(() => rm(parent, { recursive: true }));

async function* contentOf(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

describe('TemporaryFiles', () => {
  test('holds the content while the work is done, and nothing after it', async () => {
    const files = new TemporaryFiles(parent);

    const read = await files.with(contentOf('a', 'b'), async (path) => readFileSync(path, 'utf8'));

    expect(read).toBe('ab');
    expect(readdirSync(parent)).toEqual([]);
  });

  test('leaves nothing when the work fails, or the content does', async () => {
    const files = new TemporaryFiles(parent);
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('a');
      throw new Error('no more');
    }

    await expect(files.with(contentOf('a'), () => Promise.reject(new Error('bad')))).rejects.toThrow('bad');
    await expect(files.with(failing(), async () => undefined)).rejects.toThrow('no more');

    expect(readdirSync(parent)).toEqual([]);
  });

  test('keeps files apart that are there at the same time', async () => {
    const files = new TemporaryFiles(parent);
    const texts = Array.from({ length: 20 }, (_, index) => String(index));

    const read = await Promise.all(
      texts.map((text) => files.with(contentOf(text), async (path) => readFileSync(path, 'utf8'))),
    );

    expect(read).toEqual(texts);
    expect(readdirSync(parent)).toEqual([]);
  });

  test('is in the same folder each time, also when someone has removed it', async () => {
    const files = new TemporaryFiles(parent);
    const folder = await files.folder();
    await rm(folder, { recursive: true });

    const used = await files.with(contentOf('a'), async (path) => dirname(path));

    expect(used).toBe(folder);
  });

  test('removes what a killed process left, and nothing of one that runs', async () => {
    const child = fork(join(import.meta.dirname, 'temporary-files-process.ts'), [parent]);
    const [left] = z.tuple([z.string()], z.unknown()).parse(await once(child, 'message'));
    const others = new TemporaryFiles(parent);
    await others.with(contentOf('a'), async () => {
      expect(readdirSync(parent)).toContain(left);
    });
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(readdirSync(parent)).toEqual([left]);

    await new TemporaryFiles(parent).with(contentOf('a'), async (path) => {
      expect(readdirSync(parent)).toEqual([basename(dirname(path))]);
    });
  });

  test('removes no folder of another kind', async () => {
    for (const name of ['evenkeel-parquet-', 'evenkeel-parquet-x-1', 'other-1-x'])
      await mkdir(join(parent, name));
    await writeFile(join(parent, 'a.csv'), '');

    await new TemporaryFiles(parent).with(contentOf('a'), async () => undefined);

    expect(readdirSync(parent)).toHaveLength(4);
  });
});
