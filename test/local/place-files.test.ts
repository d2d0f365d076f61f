import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { placeFiles } from '../../local/place-files.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'place-files-test-'));
  await mkdir(join(root, 'from'));
  await writeFile(join(root, 'from', 'a.css'), 'a');
  await writeFile(join(root, 'from', 'b.css'), 'b');
});

afterEach(() => rm(root, { recursive: true }));

function place(...names: string[]): Promise<void> {
  return placeFiles(names, { from: join(root, 'from'), to: join(root, 'to', 'page') });
}

describe('placeFiles', () => {
  test('copies the files that are named, and no other', async () => {
    await place('a.css');

    expect(await readdir(join(root, 'to', 'page'))).toEqual(['a.css']);
  });

  test('replaces what is different, and leaves alone what is not', async () => {
    await place('a.css', 'b.css');
    const before = await stat(join(root, 'to', 'page', 'b.css'));
    await writeFile(join(root, 'from', 'a.css'), 'changed');

    await place('a.css', 'b.css');

    expect(await readFile(join(root, 'to', 'page', 'a.css'), 'utf8')).toBe('changed');
    expect((await stat(join(root, 'to', 'page', 'b.css'))).ino).toBe(before.ino);
  });

  test('says which file is not there', async () => {
    await expect(place('none.css')).rejects.toThrow('none.css');
  });

  test('leaves nothing behind when a file is not there', async () => {
    await place('none.css').catch(() => undefined);

    expect(await readdir(join(root, 'to', 'page'))).toEqual([]);
  });
});
