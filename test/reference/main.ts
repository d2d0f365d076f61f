import { writeFile } from 'node:fs/promises';
import { exitWith, print } from '../../local/command-line.ts';
import { makeMetricsPage } from './make-metrics-page.ts';
import { makeReference, performExamples } from './make-reference.ts';

const FILE = new URL('../../docs/api-reference.md', import.meta.url);
const METRICS_FILE = new URL('../../docs/metrics.md', import.meta.url);

/** Writes `docs/api-reference.md` from the contracts, with examples that the app has answered, and `docs/metrics.md`. */
async function main(): Promise<void> {
  await writeFile(FILE, makeReference(await performExamples()));
  await writeFile(METRICS_FILE, makeMetricsPage());
  print('docs/api-reference.md and docs/metrics.md are written.');
}

main().catch(exitWith);
