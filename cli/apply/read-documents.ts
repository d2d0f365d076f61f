import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LineCounter, parseAllDocuments } from 'yaml';
import { CommandFailed } from '../command/failures.ts';
import type { Surroundings } from '../surroundings.ts';

/** A document as it stands in a file. */
export interface FoundDocument {
  /** The file and the line that it begins at. */
  readonly source: string;
  readonly value: unknown;
}

const NAMES = /\.(ya?ml|json)$/i;

/** No person writes as many; a file that has more is made to use up memory. */
const MAX_ALIASES = 1000;

/**
 * The documents of files, of all YAML and JSON files below folders (in order of their paths, hidden ones left out), and
 * of standard input (`-`). Empty documents are passed over. Throws CommandFailed with every fault of the syntax.
 */
export async function readDocuments(
  paths: readonly string[],
  around: Pick<Surroundings, 'stdin'>,
): Promise<readonly FoundDocument[]> {
  const files = (await Promise.all(paths.map(filesOf))).flat();
  const found = await Promise.all(
    files.map(async (file) =>
      file === '-'
        ? parseText('standard input', await around.stdin.readAll())
        : parseText(file, await readFile(file, 'utf8')),
    ),
  );
  const faults = found.flatMap((one) => one.faults);
  if (faults.length > 0) throw new CommandFailed(faults.join('\n'));
  return found.flatMap(({ documents }) => documents);
}

/** The one document of a file. Throws CommandFailed where there are others. */
export async function readYamlFile(file: string, around: Pick<Surroundings, 'stdin'>): Promise<unknown> {
  const [found, ...more] = await readDocuments([file], around);
  if (found === undefined || more.length > 0) throw new CommandFailed(`${file} has to hold one document.`);
  return found.value;
}

async function filesOf(path: string): Promise<readonly string[]> {
  if (path === '-') return [path];
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    return await filesBelow(path);
  } catch (error) {
    throw new CommandFailed(`'${path}' cannot be read.`, { cause: error });
  }
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = await Promise.all(
    entries
      .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
      .map(async (entry): Promise<readonly string[]> => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return filesBelow(path);
        return NAMES.test(entry.name) ? [path] : [];
      }),
  );
  return found.flat().sort();
}

function parseText(
  source: string,
  text: string,
): { readonly documents: readonly FoundDocument[]; readonly faults: readonly string[] } {
  const lineCounter = new LineCounter();
  const documents: FoundDocument[] = [];
  const faults: string[] = [];
  for (const parsed of parseAllDocuments(text, { lineCounter })) {
    faults.push(...parsed.errors.map(({ message }) => `${source}: ${message.split('\n')[0] ?? ''}`));
    if (parsed.errors.length > 0 || parsed.contents === null) continue;
    const { line } = lineCounter.linePos(parsed.contents.range[0]);
    try {
      const value: unknown = parsed.toJS({ maxAliasCount: MAX_ALIASES });
      if (value !== null) documents.push({ source: `${source}:${line}`, value });
    } catch (error) {
      faults.push(`${source}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { documents, faults };
}
