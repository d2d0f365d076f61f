import { describe, expect, test } from 'vitest';
import { readZip } from '../../local/packaging/read-zip.ts';
import { zipFiles } from '../../local/packaging/zip-files.ts';

const FILES = [
  { path: 'a/é.txt', bytes: Buffer.from('one'.repeat(1000)) },
  { path: 'b.bin', bytes: Buffer.from([0, 255]) },
  { path: 'empty', bytes: Buffer.alloc(0) },
];

describe('zipFiles', () => {
  test('packs what readZip unpacks', async () => {
    const entries = readZip(await zipFiles(FILES));

    expect(entries.map((entry) => ({ path: entry.path, bytes: entry.read() }))).toEqual(FILES);
    expect(entries.map(({ bytes }) => bytes)).toEqual([3000, 2, 0]);
    expect(entries[0]?.zippedBytes).toBeLessThan(100);
  });

  test('gives the same bytes for the same files, at any time and in any time zone', async () => {
    const zone = process.env['TZ'];
    const first = await zipFiles(FILES);
    process.env['TZ'] = 'Pacific/Auckland';
    const second = await zipFiles(FILES).finally(() => {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    });

    expect(second.equals(first)).toBe(true);
  });
});

describe('readZip', () => {
  test('refuses what is no archive', () => {
    expect(() => readZip(Buffer.from('no archive, whatever its name is'))).toThrow('no zip archive');
    expect(() => readZip(Buffer.alloc(3))).toThrow('no zip archive');
  });
});
