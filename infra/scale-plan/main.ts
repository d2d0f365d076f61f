import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { BadUsage, exitWith, print } from '../../local/command-line.ts';
import type { Scale } from './demand.ts';
import { fillSections } from './fill-sections.ts';
import { readMeasuredRuns } from './measured-run.ts';
import { planSections } from './plan-sections.ts';

const USAGE = 'npm run scale-plan -- [--models 100000] [--runs 1000000] [--write]';
const DOCUMENT = new URL('../../docs/scale-plan.md', import.meta.url);

/** The size that docs/scale-plan.md is written for. */
export const PLANNED: Scale = { models: 100_000, runsPerDay: 1_000_000 };

/** Prints the plan for a size, or writes that of the planned one into its document. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      models: { type: 'string', default: String(PLANNED.models) },
      runs: { type: 'string', default: String(PLANNED.runsPerDay) },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    print(USAGE);
    return;
  }
  const scale = { models: toCount(values.models), runsPerDay: toCount(values.runs) };
  const sections = planSections(values.write ? PLANNED : scale, readMeasuredRuns());
  if (!values.write) {
    for (const [name, text] of sections) print(`${name}\n\n${text}\n`);
    return;
  }
  await writeFile(DOCUMENT, fillSections(await readFile(DOCUMENT, 'utf8'), sections));
  print('docs/scale-plan.md is written.');
}

function toCount(text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count > 0) return count;
  throw new BadUsage(`A number is whole and above 0.\n${USAGE}`);
}

if (import.meta.main) main().catch(exitWith);
