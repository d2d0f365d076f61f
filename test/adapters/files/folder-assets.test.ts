import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FolderAssets } from '../../../shared/adapters/files/folder-assets.ts';

let root: string;
let assets: FolderAssets;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'folder-assets-test-'));
  await mkdir(join(root, 'page'));
  await writeFile(join(root, 'page', 'a.css'), 'a {}');
  await writeFile(join(root, 'page', 'b.css'), 'b {}');
  await writeFile(join(root, 'secret.txt'), 'secret');
  assets = new FolderAssets(pathToFileURL(`${root}/page/`));
});

afterEach(() => rm(root, { recursive: true }));

describe('FolderAssets', () => {
  test('gives a file with a version that follows from its bytes', async () => {
    const a = await assets.read('a.css');
    const b = await assets.read('b.css');

    expect(new TextDecoder().decode(a?.bytes)).toBe('a {}');
    expect(a?.version).toMatch(/^[0-9a-f]{32}$/);
    expect(a?.version).not.toBe(b?.version);
  });

  test('reads a file once', async () => {
    const first = await assets.read('a.css');
    await writeFile(join(root, 'page', 'a.css'), 'changed');

    expect(await assets.read('a.css')).toBe(first);
  });

  test.each([
    ...['none.css', '', '.', '..', '../secret.txt', '..%2fsecret.txt', '%2e%2e/secret.txt', '..\\secret.txt'],
    ...['/etc/passwd', 'file:///etc/passwd', 'a.css?x', 'a.css#x', 'a.css\0', '.hidden'],
  ])('has nothing under %j', async (name) => {
    expect(await assets.read(name)).toBeUndefined();
  });
});
