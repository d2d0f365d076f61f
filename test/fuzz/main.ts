import { parseArgs } from 'node:util';
import { BadUsage, exitWith, print } from '../../local/command-line.ts';
import { FUZZERS } from './fuzzers.ts';
import { runFuzzer, type Fuzzer } from './run-fuzzer.ts';

const USAGE = `Usage: npm run fuzz -- [${FUZZERS.map(({ name }) => name).join('] [')}] [options]
  --seed N    where to begin; the same seed does the same (1)
  --cases N   how many cases of each (${FUZZERS.map((one) => `${one.name}: ${one.defaultCases}`).join(', ')})
`;

/** Tries the stand-ins at random against models of them; ends with 1 when one differs. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seed: { type: 'string', default: '1' },
      cases: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const seed = toCount('--seed', values.seed);
  const failed: string[] = [];
  for (const fuzzer of choose(positionals)) {
    const cases = values.cases === undefined ? fuzzer.defaultCases : toCount('--cases', values.cases);
    if ((await runFuzzer(fuzzer, { seed, cases }, print)) === 'failed') failed.push(fuzzer.name);
  }
  print(failed.length === 0 ? 'No difference.' : `Failed: ${failed.join(', ')}.`);
  process.exit(failed.length === 0 ? 0 : 1);
}

function choose(names: readonly string[]): readonly Fuzzer[] {
  if (names.length === 0) return FUZZERS;
  return names.map((name) => {
    const found = FUZZERS.find((fuzzer) => fuzzer.name === name);
    if (found === undefined) throw new BadUsage(`There is no fuzzer '${name}'.\n${USAGE}`);
    return found;
  });
}

function toCount(option: string, text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count > 0) return count;
  throw new BadUsage(`${option} must be a whole number above 0; it is '${text}'.`);
}

main().catch(exitWith);
