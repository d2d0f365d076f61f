import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What the component of the first screen is called in its code: it is loaded by itself, right after the frame. */
const FIRST_SCREEN = '[[`ek-overview`]]';

const LOADED_AT_ONCE = /(?:src|href)="([\w.-]+\.(?:js|css|svg))"/g;
/** Of code without white space: what is imported for good, not when it is asked for. */
const STATIC_IMPORT = /(?:\bfrom|\bimport)"\.\/([\w.-]+\.js)"/g;
const FONT = /url\(["']?(?:\.\/)?([\w./-]+\.woff2)["']?\)/g;

export interface FirstLoad {
  /** Names of files in the folder. */
  readonly files: readonly string[];
  /** As they are sent: compressed where they are kept so. */
  readonly bytes: number;
}

/**
 * What a browser reads of a built page until its first screen is there: the document, what it names, what that imports, the
 * first screen, and the Latin letters of the font.
 */
export async function firstLoad(folder: string): Promise<FirstLoad> {
  const index = await readFile(join(folder, 'index.html'), 'utf8');
  const named = namesIn(index, LOADED_AT_ONCE);
  const files = new Set(['index.html', ...named]);
  const screen = await firstScreenOf(folder);
  for (const name of [...named, screen].filter((each) => each.endsWith('.js'))) {
    await addImports(name, { folder, files });
  }
  for (const name of named.filter((each) => each.endsWith('.css'))) {
    const fonts = namesIn(await readFile(join(folder, name), 'utf8'), FONT);
    const latin = fonts.find((font) => /latin-(?!ext)/.test(font));
    if (latin !== undefined) files.add(latin);
  }
  const sizes = await Promise.all([...files].map((name) => sentBytes(join(folder, name))));
  return { files: [...files], bytes: sizes.reduce((sum, bytes) => sum + bytes, 0) };
}

async function firstScreenOf(folder: string): Promise<string> {
  const manifest = await readFile(join(folder, 'manifest.json'), 'utf8');
  for (const [, name = ''] of manifest.matchAll(/"name":"([\w.-]+\.js)"/g)) {
    if ((await readFile(join(folder, name), 'utf8')).includes(FIRST_SCREEN)) return name;
  }
  throw new Error(`No file in ${folder} has the first screen, ${FIRST_SCREEN}.`);
}

interface Found {
  readonly folder: string;
  readonly files: Set<string>;
}

async function addImports(name: string, found: Found): Promise<void> {
  found.files.add(name);
  for (const imported of namesIn(await readFile(join(found.folder, name), 'utf8'), STATIC_IMPORT)) {
    if (!found.files.has(imported)) await addImports(imported, found);
  }
}

function namesIn(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map(([, name = '']) => name);
}

async function sentBytes(path: string): Promise<number> {
  try {
    return (await stat(`${path}.br`)).size;
  } catch {
    return (await stat(path)).size;
  }
}
