import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { WEB_PAGE } from '../../../local/build.ts';
import { firstLoad } from '../../../local/web-page/first-load.ts';

const FOLDER = fileURLToPath(new URL(`../../../${WEB_PAGE}`, import.meta.url));
const MAX_FIRST_LOAD_BYTES = 350_000;

test('what a browser reads before the overview is there stays below 350 kB', async () => {
  const { files, bytes } = await firstLoad(FOLDER);

  expect(files.length).toBeGreaterThan(5);
  expect(files.some((name) => name.endsWith('.woff2'))).toBe(true);
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes, files.join(', ')).toBeLessThan(MAX_FIRST_LOAD_BYTES);
});
