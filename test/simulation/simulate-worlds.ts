import { parseArgs } from 'node:util';
import { WORLDS, type World } from './scenario.ts';
import { simulate, type SimulationResult } from './simulation.ts';

/*
 * Simulates any number of seeds: `npm run simulate -- --seeds 10000 [--from 1] [--minutes 20]`, each with so many
 * virtual minutes of trouble (by default a few, drawn for each seed), or looks at one closely:
 * `npm run simulate -- --seed 7 --trace`. Each seed makes a world of stability jobs and one of report collections;
 * `--world stability` or `--world collections` makes the one only. Ends with 1 and names the seed and its world when
 * something was violated.
 */

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    world: { type: 'string' },
    minutes: { type: 'string' },
    trace: { type: 'boolean', default: false },
    'keep-going': { type: 'boolean', default: false },
  },
});

const REPORT_EVERY_MS = 10_000;

const startedAt = performance.now();
const from = Number(values.seed ?? values.from);
const count = values.seed === undefined ? Number(values.seeds) : 1;
const minutes = values.minutes === undefined ? undefined : Number(values.minutes);
const worlds = WORLDS.filter((world) => values.world === undefined || world === values.world);
if (worlds.length === 0) throw new Error(`There is no world '${values.world}': ${WORLDS.join(', ')}.`);
let slots = 0;
let runs = 0;
let steps = 0;
let failures = 0;
let reportedAt = startedAt;

for (let seed = from; seed < from + count; seed += 1) {
  for (const world of worlds) await simulateOne(seed, world);
  if (failures > 0 && !values['keep-going']) break;
  if (performance.now() - reportedAt > REPORT_EVERY_MS) {
    reportedAt = performance.now();
    write(`… seed ${seed}: ${summary()}`);
  }
}
write(summary());
process.exitCode = failures > 0 ? 1 : 0;

async function simulateOne(seed: number, world: World): Promise<void> {
  const result = await simulate(seed, { world, minutes, ...(values.trace ? { trace: write } : {}) });
  slots += result.slots;
  runs += result.runs;
  steps += result.steps;
  if (result.violations.length === 0) return;
  failures += 1;
  show(seed, world, result);
}

function show(seed: number, world: World, { violations }: SimulationResult): void {
  const again = `--seed ${seed} --world ${world} --trace`;
  write(`Seed ${seed}: ${violations.length} violations (look with ${again})`);
  for (const violation of violations.slice(0, 5)) write(`  ${violation}`);
}

function summary(): string {
  const seconds = (performance.now() - startedAt) / 1000;
  const rate = Math.round(slots / seconds);
  return `${slots} slots, ${runs} runs, ${steps} steps in ${seconds.toFixed(1)} s (${rate} slots/s), ${failures} seeds with violations`;
}

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}
