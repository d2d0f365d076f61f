import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gunzipStream } from '../../../shared/adapters/gzip/gunzip-stream.ts';
import { InvalidInput, Unavailable } from '../../../shared/domain/errors.ts';

const PLENTY = 1e9;

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function expand(bytes: Uint8Array, { size = 1000, maxBytes = PLENTY } = {}): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(gunzipStream(inChunks(bytes, size), maxBytes)));
}

const TEXT = Buffer.from('a,b\n1,2\n'.repeat(5000));

describe('gunzipStream', () => {
  test('gives what was compressed', async () => {
    expect((await expand(gzipSync(TEXT))).equals(TEXT)).toBe(true);
  });

  test('does not depend on where the chunks are cut', async () => {
    const bytes = gzipSync(TEXT);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 300 }), async (size) => {
        expect((await expand(bytes, { size })).equals(TEXT)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  test('joins members, as concatenated files have them', async () => {
    const members = Buffer.concat([gzipSync('a,b\n'), gzipSync('1,2\n'), gzipSync('')]);

    expect((await expand(members, { size: 7 })).toString()).toBe('a,b\n1,2\n');
  });

  test.each([1, 5, 15, 40, 100])('refuses data that end after %i bytes', async (length) => {
    const cut = gzipSync(TEXT).subarray(0, length);

    await expect(expand(cut)).rejects.toThrow(InvalidInput);
    await expect(expand(cut)).rejects.toThrow('Its gzip data end early; the file is incomplete.');
  });

  test('refuses data without their last byte', async () => {
    await expect(expand(gzipSync(TEXT).subarray(0, -1))).rejects.toThrow('end early');
  });

  test('refuses data with a wrong byte', async () => {
    const bytes = Buffer.from(gzipSync(TEXT));
    bytes[60] = (bytes[60] ?? 0) ^ 0xff;

    await expect(expand(bytes)).rejects.toThrow(InvalidInput);
    await expect(expand(bytes)).rejects.toThrow('damaged');
  });

  test.each([1, 1000])('refuses data with something behind them, in chunks of %i', async (size) => {
    const bytes = Buffer.concat([gzipSync(TEXT), Buffer.from('rest')]);

    await expect(expand(bytes, { size })).rejects.toThrow(InvalidInput);
  });

  test.each([1, 1000])('takes zeros behind data for padding, in chunks of %i', async (size) => {
    const bytes = Buffer.concat([gzipSync(TEXT), Buffer.alloc(600)]);

    expect((await expand(bytes, { size })).equals(TEXT)).toBe(true);
  });

  test('gives up a bomb as soon as it is past the limit', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    let given = 0;

    const expanding = (async () => {
      for await (const chunk of gunzipStream(inChunks(bomb, 1000), 1_000_000)) given += chunk.length;
    })();

    await expect(expanding).rejects.toThrow('It expands to more than 1000000 bytes.');
    expect(given).toBeLessThanOrEqual(1_000_000);
  });

  test('passes on what the source throws', async () => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield gzipSync(TEXT).subarray(0, 50);
      throw new Unavailable('away');
    }

    await expect(Array.fromAsync(gunzipStream(failing(), PLENTY))).rejects.toThrow(new Unavailable('away'));
  });

  test('stops its source when nobody wants more', async () => {
    let isStopped = false;
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield gzipSync(TEXT);
      } finally {
        isStopped = true;
      }
    }

    for await (const chunk of gunzipStream(source(), PLENTY)) if (chunk.length > 0) break;

    await expect.poll(() => isStopped).toBe(true);
  });
});
