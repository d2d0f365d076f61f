import { expect, test } from 'vitest';
import { sha256Fingerprint } from '../../../shared/adapters/ids/sha256-fingerprint.ts';

test('a fingerprint is the beginning of the SHA-256 of the text in UTF-8', () => {
  // The digests of FIPS 180-4's example "abc" and of "ü" (c3 bc), by sha256sum.
  expect(sha256Fingerprint('abc')).toBe('ba7816bf8f01cfea');
  expect(sha256Fingerprint('ü')).toBe('607474ca475a9724');
});
