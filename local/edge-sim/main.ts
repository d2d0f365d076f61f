import { buildApp } from '../build.ts';
import { exitWith, print } from '../command-line.ts';
import { SimulationRefused } from './edge-api.ts';
import { serveStack, STACK_ARGUMENT, startOwnStack, type OwnStack } from './own-stack.ts';
import { planSimulation } from './plan-simulation.ts';
import { printResult, progressLine, type Usage } from './print-result.ts';
import { readOptions, USAGE, type CommandOptions } from './read-options.ts';
import { simulate } from './simulate.ts';

/** Lost soon, so that a simulation of a minute shows what comes of it. */
const SITE = { lostAfterSeconds: 15, reportEverySeconds: 3, chunkSeconds: 10 };
/** Of fifty edges some are done in every second: an agent tells of them together. */
const PACE = { soonestMs: 1_000, lookEveryMs: 2_000 };

/** Shows that every job is done, whatever becomes of the edges. */
async function main(): Promise<void> {
  if (process.argv[2] === STACK_ARGUMENT) {
    await serveStack(process.argv[3] ?? '{}');
    return;
  }
  const options = readOptions(process.argv.slice(2), process.env);
  if (options === undefined) {
    process.stdout.write(USAGE);
    return;
  }
  const stack = options.url === undefined ? await startStackFor(options) : undefined;
  try {
    process.exitCode = (await run(options, stack)) ? 0 : 1;
  } finally {
    await stack?.stop();
  }
}

async function startStackFor({ isToBuild }: CommandOptions): Promise<OwnStack> {
  if (isToBuild) await buildApp();
  print('A local stack is starting.');
  return startOwnStack();
}

/** Whether every job was done. */
async function run(options: CommandOptions, stack: OwnStack | undefined): Promise<boolean> {
  const { key, withinSeconds, isJson } = options;
  const url = options.url ?? stack?.url ?? '';
  const plan = planSimulation(options, `sim-${Date.now().toString(36)}`);
  const tell = isJson ? () => undefined : print;
  tell(`${options.edges} edges, ${options.jobs} jobs over ${options.overSeconds} s, at ${url}.`);
  const usageOf = await startMeasuring(stack);
  const result = await simulate(plan, {
    ...{ ...SITE, ...PACE, withinSeconds, connection: { url, ...(key === undefined ? {} : { key }) } },
    onProgress: (progress) => {
      tell(progressLine(progress));
    },
  });
  const usage = await usageOf();
  if (isJson) print(JSON.stringify({ ...result, plan: undefined, usage }));
  else printResult(result, usage);
  return result.isComplete;
}

/** What is taken of the machine from now on. */
async function startMeasuring(stack: OwnStack | undefined): Promise<() => Promise<Usage>> {
  const before = process.cpuUsage();
  const stackBefore = await stack?.usage();
  return async () => {
    const { user, system } = process.cpuUsage(before);
    const ownCpuSeconds = (user + system) / 1_000_000;
    const after = await stack?.usage();
    if (after === undefined || stackBefore === undefined) return { ownCpuSeconds };
    const stackCpuSeconds = after.cpuSeconds - stackBefore.cpuSeconds;
    return { ownCpuSeconds, stackCpuSeconds, stackMegabytes: after.greatestMegabytes };
  };
}

main().catch((error: unknown) => {
  if (!(error instanceof SimulationRefused)) exitWith(error);
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
