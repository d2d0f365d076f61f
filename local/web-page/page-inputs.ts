import { createHash } from 'node:crypto';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a page is built from, and by what; its packages are known by the lock file. */
const INPUTS = [
  ...['web/**/*', 'shared/{contracts,domain}/**/*.ts', 'tsconfig.base.json', 'package-lock.json'],
  'local/web-page/*.ts',
];

const NO_INPUT = /\.(test|spec)\.ts$|(^|\/)README\.md$/;

/** SHA-256 of all that the page is built from, in hexadecimal digits: the same page has the same one. */
export async function digestOfInputs(root: string): Promise<string> {
  const digest = createHash('sha256');
  const paths: string[] = [];
  for await (const entry of glob(INPUTS, { cwd: root, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name).slice(root.length).replace(/^\//, '');
    if (entry.isFile() && !NO_INPUT.test(path)) paths.push(path);
  }
  for (const path of paths.sort()) {
    const bytes = await readFile(join(root, path));
    digest.update(`${path}\n${bytes.byteLength}\n`).update(bytes);
  }
  return digest.digest('hex');
}
