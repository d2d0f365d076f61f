import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { placePackages } from '../../local/place-packages.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'place-packages-test-'));
  await writeFile(join(root, 'package.json'), '{}');
});

afterEach(() => rm(root, { recursive: true }));

async function install(path: string, version: string, fields: object = {}): Promise<void> {
  const folder = join(root, path);
  await mkdir(folder, { recursive: true });
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ name, version, main: 'index.js', ...fields }),
  );
  await writeFile(join(folder, 'index.js'), `module.exports = '${version}'`);
}

async function place(...names: string[]): Promise<string[]> {
  await placePackages(names, { root, target: 'dist' });
  return (await readdir(join(root, 'dist/node_modules'))).toSorted();
}

function loaded(name: string): unknown {
  const text: unknown = createRequire(join(root, 'dist/main.js'))(name);
  return text;
}

describe('placePackages', () => {
  test('copies a package and what it depends on, and no other', async () => {
    await install('node_modules/a', '1.0.0', { dependencies: { b: '*' } });
    await install('node_modules/b', '2.0.0');
    await install('node_modules/c', '3.0.0');

    expect(await place('a')).toEqual(['a', 'b']);
    expect([loaded('a'), loaded('b')]).toEqual(['1.0.0', '2.0.0']);
  });

  test('copies of the native packages the one that is installed', async () => {
    await install('node_modules/a', '1.0.0', {
      optionalDependencies: { '@n/linux': '*', '@n/windows': '*' },
    });
    await install('node_modules/@n/linux', '1.0.0');

    expect(await place('a')).toEqual(['@n', 'a']);
    expect(await readdir(join(root, 'dist/node_modules/@n'))).toEqual(['linux']);
  });

  test('replaces another version, and leaves the same one alone', async () => {
    await install('node_modules/a', '1.0.0');
    await place('a');
    await writeFile(join(root, 'dist/node_modules/a/index.js'), "module.exports = 'untouched'");
    await place('a');
    const untouched = await readFile(join(root, 'dist/node_modules/a/index.js'), 'utf8');
    await install('node_modules/a', '1.1.0');

    expect(await place('a')).toEqual(['a']);
    expect(untouched).toContain('untouched');
    expect(await readFile(join(root, 'dist/node_modules/a/index.js'), 'utf8')).toContain('1.1.0');
  });

  test('may be done by several at once', async () => {
    await install('node_modules/a', '1.0.0');

    await Promise.all([place('a'), place('a'), place('a')]);

    expect(loaded('a')).toBe('1.0.0');
  });

  test('refuses a package that is not installed', async () => {
    await expect(place('a')).rejects.toThrow("The package 'a' is not installed; run npm ci.");
  });
});
