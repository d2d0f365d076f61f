import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { verifySha256 } from '../../../shared/adapters/digest/verify-sha256.ts';
import { InvalidInput } from '../../../shared/domain/errors.ts';

const CHUNKS = ['score\n', '1\n'];
const SHA256 = createHash('sha256').update(CHUNKS.join('')).digest('hex');

async function* given(): AsyncGenerator<Uint8Array> {
  for (const chunk of CHUNKS) yield Buffer.from(chunk);
}

describe('verifySha256', () => {
  test('passes on what it expects', async () => {
    const passed = await Array.fromAsync(verifySha256(given(), SHA256));

    expect(Buffer.concat(passed).toString()).toBe('score\n1\n');
  });

  test('refuses other bytes at their end, and says what they are', async () => {
    const passed = Array.fromAsync(verifySha256(given(), 'f00'));

    await expect(passed).rejects.toThrow(InvalidInput);
    await expect(passed).rejects.toThrow(`its SHA-256 was f00 and is ${SHA256}`);
  });
});
