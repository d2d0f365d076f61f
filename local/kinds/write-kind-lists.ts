import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { kindLists, type KindFolder } from './kind-lists.ts';

/** The kinds that there are folders of, in the order of their names. */
async function kindFolders(root: string): Promise<readonly KindFolder[]> {
  const kinds = join(root, 'shared/kinds');
  const entries = await readdir(kinds, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return Promise.all(
    names.toSorted().map(async (name) => {
      const text = await readFile(join(kinds, name, 'kind.ts'), 'utf8');
      return { name, isPlain: /\bplainKind\(/.test(text) };
    }),
  );
}

/** The lists of kinds as they should be: text by path from the root. */
export async function wantedKindLists(root: string): Promise<ReadonlyMap<string, string>> {
  const wanted = new Map<string, string>();
  for (const [path, text] of kindLists(await kindFolders(root))) {
    const options = await resolveConfig(join(root, path));
    wanted.set(path, await format(text, { ...options, filepath: path }));
  }
  return wanted;
}

/** Writes the lists that are not as they should be; gives their paths. */
export async function writeKindLists(root: string): Promise<readonly string[]> {
  const written: string[] = [];
  for (const [path, text] of await wantedKindLists(root)) {
    const present = await readFile(join(root, path), 'utf8').catch(() => undefined);
    if (present === text) continue;
    await writeFile(join(root, path), text);
    written.push(path);
  }
  return written;
}
