import { writeFile } from 'node:fs/promises';
import { exitWith, print } from '../../local/command-line.ts';
import { makeReference, performExamples } from './make-reference.ts';

const FILE = new URL('../../docs/api-reference.md', import.meta.url);

/** Writes `docs/api-reference.md` from the contracts, with examples that the app has answered. */
async function main(): Promise<void> {
  await writeFile(FILE, makeReference(await performExamples()));
  print('docs/api-reference.md is written.');
}

main().catch(exitWith);
