import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildWebPage } from '../../../local/web-page/build-web-page.ts';
import { BuiltWebPage } from '../../../shared/adapters/files/built-web-page.ts';

const INDEX = '<!doctype html>'.repeat(20);
const CODE = 'console.log(1);'.repeat(100);

let root: string;
let builds: number;
let files: Record<string, string>;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'build-web-page-'));
  builds = 0;
  files = { 'index.html': INDEX, 'main-ABCD1234.js': CODE, 'media/inter-ABCD1234.woff2': 'font' };
  await write({
    'web/main.ts': 'one',
    'web/main.test.ts': 'one',
    'shared/domain/a.ts': 'one',
    'package-lock.json': '1',
  });
});

afterEach(() => rm(root, { recursive: true }));

async function write(texts: Readonly<Record<string, string>>, folder = root): Promise<void> {
  for (const [name, text] of Object.entries(texts)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

/** In place of Angular. */
async function compile(_root: string, out: string): Promise<void> {
  builds += 1;
  await write({ '3rdpartylicenses.txt': 'MIT' }, out);
  await write(files, join(out, 'browser'));
}

async function build(compiling = compile): Promise<void> {
  await buildWebPage({ root, target: 'dist/functions/web-page' }, compiling);
}

async function served(): ReturnType<BuiltWebPage['files']> {
  return new BuiltWebPage(pathToFileURL(join(root, 'dist/functions/web-page/'))).files();
}

describe('the web page that is built', () => {
  test('is served as its list has it: types, names for ever, and what is compressed', async () => {
    await build();
    const page = await served();

    expect(
      [...(page ?? [])].map(([name, { contentType, isHashed, encoded }]) => [
        name,
        contentType,
        isHashed,
        encoded.size,
      ]),
    ).toEqual([
      ['3rdpartylicenses.txt', 'text/plain; charset=utf-8', false, 0],
      ['index.html', 'text/html; charset=utf-8', false, 2],
      ['main-ABCD1234.js', 'text/javascript; charset=utf-8', true, 2],
      ['media/inter-ABCD1234.woff2', 'font/woff2', true, 0],
    ]);
    const { encoded, bytes } = page?.get('main-ABCD1234.js') ?? {};
    expect(Buffer.from(bytes ?? []).toString()).toBe(CODE);
    expect(brotliDecompressSync(encoded?.get('br') ?? '').toString()).toBe(CODE);
    expect(gunzipSync(encoded?.get('gzip') ?? '').toString()).toBe(CODE);
  });

  test('is another version when one of its files is another', async () => {
    await build();
    const before = (await served())?.get('index.html')?.version;
    files['index.html'] = `${INDEX}<p>`;
    await write({ 'web/main.ts': 'two' });
    await build();

    expect((await served())?.get('index.html')?.version).not.toBe(before);
  });

  test.each([
    ['chunk-D5i9kMGk.js', true],
    ['chunk--qwFRZO7.js', true],
    ['chunk-O8MB-IBR.js', true],
    ['styles-TXDYKYHI.css', true],
    ['favicon.svg', false],
    ['icon-maskable.png', false],
  ])('knows whether a name tells the content: %s', async (name, isHashed) => {
    files[name] = '?';
    await write({ 'web/public/icon-maskable.png': '?' });
    await build();

    expect((await served())?.get(name)?.isHashed).toBe(isHashed);
  });

  test('leaves out source maps', async () => {
    files['main-ABCD1234.js.map'] = '{}';
    await build();

    expect([...((await served())?.keys() ?? [])].filter((name) => name.includes('.map'))).toEqual([]);
  });

  test.each(['app.exe', 'manifest.json'])('has no file such as %s', async (name) => {
    files[name] = '?';

    await expect(build()).rejects.toThrow(name);
  });
});

describe('building again', () => {
  test('costs nothing, and touches nothing, while nothing has changed', async () => {
    await build();
    const index = join(root, 'dist/functions/web-page/index.html');
    const before = (await stat(index)).ino;
    await write({ 'web/main.test.ts': 'two' });
    await build();

    expect([builds, (await stat(index)).ino]).toEqual([1, before]);
  });

  test.each([
    'web/main.ts',
    'web/new.ts',
    'shared/domain/a.ts',
    'shared/contracts/b.ts',
    'package-lock.json',
  ])('is done when %s has changed', async (path) => {
    await build();
    await write({ [path]: 'two' });
    await build();

    expect(builds).toBe(2);
  });

  test('takes what was built from the same files earlier', async () => {
    await build();
    await write({ 'web/main.ts': 'two' });
    await build();
    await write({ 'web/main.ts': 'one' });
    await build();

    expect(builds).toBe(2);
  });

  test('leaves nothing in the page that the new one has not', async () => {
    await build();
    files = { 'index.html': INDEX, 'main-NEW01234.js': CODE };
    await write({ 'web/main.ts': 'two' });
    await build();

    expect(
      (await readdir(join(root, 'dist/functions/web-page'))).filter((name) => name.endsWith('.js')),
    ).toEqual(['main-NEW01234.js']);
  });

  test('makes whole what a build that was killed has begun', async () => {
    await build();
    await rm(join(root, 'dist/functions/web-page/manifest.json'));
    await write({ '.cache/web-page/building-x/out/browser/index.html': 'half' });
    await write({ 'web/main.ts': 'two' });
    await build();

    expect((await served())?.size).toBe(4);
    expect(
      (await readdir(join(root, '.cache/web-page'))).filter((name) => name.startsWith('building')),
    ).toEqual([]);
    expect((await readdir(join(root, 'dist'))).sort()).toEqual(['functions']);
  });

  test('after one that failed is done, and keeps the former page until then', async () => {
    await build();
    await write({ 'web/main.ts': 'two' });

    await expect(build(async () => Promise.reject(new Error('a type is wrong')))).rejects.toThrow(
      'a type is wrong',
    );
    expect((await served())?.size).toBe(4);
    await build();
    expect(builds).toBe(2);
  });
});

test('several builds at the same time build once, and all have the page', async () => {
  await Promise.all([build(), build(), build()]);

  expect(builds).toBe(1);
  expect((await served())?.size).toBe(4);
});

test('a page that is not there yet is found once it is', async () => {
  const page = new BuiltWebPage(pathToFileURL(join(root, 'dist/functions/web-page/')));

  expect(await page.files()).toBeUndefined();
  await build();
  expect((await page.files())?.size).toBe(4);
});

test('a page that has been read stays what it is while another one is built', async () => {
  await build();
  const page = new BuiltWebPage(pathToFileURL(join(root, 'dist/functions/web-page/')));
  await page.files();
  files = { 'index.html': 'new' };
  await write({ 'web/main.ts': 'two' });
  await build();

  expect((await page.files())?.has('main-ABCD1234.js')).toBe(true);
});

test('a page that is not the one of its list is refused until it is', async () => {
  await build();
  const page = new BuiltWebPage(pathToFileURL(join(root, 'dist/functions/web-page/')));
  const index = join(root, 'dist/functions/web-page/index.html');
  await writeFile(index, 'of another build');

  await expect(page.files()).rejects.toThrow("'index.html' is another file");
  await writeFile(index, INDEX);
  expect((await page.files())?.size).toBe(4);
});

test('a list with a name that leads out of the folder is refused', async () => {
  await build();
  const list = join(root, 'dist/functions/web-page/manifest.json');
  await writeFile(list, (await readFile(list, 'utf8')).replace('"index.html"', '"../../secret.html"'));

  await expect(served()).rejects.toThrow();
});
