import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findChromium } from '../../../local/chromium/find-chromium.ts';

function folderWith(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-browser-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  writeFileSync(join(folder, name), '');
  chmodSync(join(folder, name), 0o755);
  return folder;
}

test('the browser that is asked for goes before any other', () => {
  const folder = folderWith('chromium');
  const named = join(folderWith('mine'), 'mine');

  expect(findChromium({ PATH: folder, EVENKEEL_CHROMIUM: named })).toBe(named);
});

test('without one asked for, the one on the path is found', () => {
  const folder = folderWith('chromium');

  expect(findChromium({ PATH: `/nowhere:${folder}` })).toBe(join(folder, 'chromium'));
});

test('a browser that is asked for and is not there is an error, not another browser', () => {
  expect(() => findChromium({ EVENKEEL_CHROMIUM: '/nowhere/chromium' })).toThrow(
    "EVENKEEL_CHROMIUM names '/nowhere/chromium'",
  );
});
