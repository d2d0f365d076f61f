import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { printTable } from '../schedule/print-table.ts';
import { filesIn } from './bench-files.ts';
import { runCase, runCommand } from './run-process.ts';

const PYTHON = '/usr/bin/python3';
const PANDAS_SCRIPT = fileURLToPath(new URL('count_with_pandas.py', import.meta.url));
const ROUNDS = 3;

const answer = z.object({
  seconds: z.number(),
  cpuSeconds: z.number(),
  /** Of the thread that reads; what others do beside it takes no time of its own where a processor is free. */
  mainCpuSeconds: z.number().optional(),
  peakMb: z.number(),
  counts: z.array(z.array(z.number())),
});

type Answer = z.output<typeof answer>;

interface Engine {
  readonly name: string;
  readonly run: () => Promise<Answer>;
}

/** Each engine counts the same file into the same bins, in a process of its own; they take turns. */
export async function compareEngines(folder: string): Promise<void> {
  const engines = await findEngines(folder);
  const answers = new Map(engines.map(({ name }): [string, Answer[]] => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { name, run } of engines) answers.get(name)?.push(await run());
  }
  const ours = summarize(answers.get(engines[0]?.name ?? '') ?? []);
  printTable(
    ['', 'best s', 'median s', 'CPU s', 'of the main thread', 'peak MB', 'times ours', 'counts'],
    [...answers].map(([name, all]) => {
      const { best, median, cpu, mainCpu, peakMb, counts } = summarize(all);
      return [
        name,
        best.toFixed(2),
        median.toFixed(2),
        cpu.toFixed(2),
        mainCpu.toFixed(2),
        peakMb.toFixed(0),
        (best / ours.best).toFixed(2),
        counts === ours.counts ? 'equal' : 'DIFFERENT',
      ];
    }),
  );
}

async function findEngines(folder: string): Promise<Engine[]> {
  const { bins, csv } = filesIn(folder);
  const own = (engine: string) => () => runCase(engine, folder, answer);
  const engines: Engine[] = [
    { name: 'evenkeel, CSV', run: own('evenkeel-csv') },
    { name: 'evenkeel, CSV, one thread', run: own('evenkeel-csv-one-thread') },
    { name: 'evenkeel, Parquet', run: own('evenkeel-parquet') },
    { name: 'DuckDB SQL, CSV', run: own('duckdb-csv') },
    { name: 'DuckDB SQL, Parquet', run: own('duckdb-parquet') },
  ];
  if (await hasPandas()) {
    const run = (): Promise<Answer> => runCommand([PYTHON, PANDAS_SCRIPT, bins, csv], answer);
    engines.push({ name: 'pandas and numpy, CSV', run });
  } else {
    console.log(`  pandas is left out: ${PYTHON} has none (Debian: python3-pandas)`);
  }
  return engines;
}

async function hasPandas(): Promise<boolean> {
  try {
    return await runCommand([PYTHON, '-c', 'import pandas, numpy; print("true")'], z.literal(true));
  } catch {
    return false;
  }
}

interface Summary {
  readonly best: number;
  readonly median: number;
  readonly cpu: number;
  readonly mainCpu: number;
  readonly peakMb: number;
  readonly counts: string;
}

function summarize(answers: readonly Answer[]): Summary {
  const seconds = answers.map((each) => each.seconds).sort((a, b) => a - b);
  return {
    best: seconds[0] ?? NaN,
    median: seconds[seconds.length >>> 1] ?? NaN,
    cpu: Math.min(...answers.map((each) => each.cpuSeconds)),
    mainCpu: Math.min(...answers.map((each) => each.mainCpuSeconds ?? each.cpuSeconds)),
    peakMb: Math.max(...answers.map((each) => each.peakMb)),
    counts: JSON.stringify(answers[0]?.counts),
  };
}
