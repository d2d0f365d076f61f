import { loadavg, availableParallelism } from 'node:os';
import { print } from '../command-line.ts';
import { printTable } from '../demo/print-table.ts';
import type { Percentiles } from './collect-figures.ts';
import type { Progress, SimulationResult } from './simulate.ts';

/** One line on how far it is. */
export function progressLine(progress: Progress): string {
  const { seconds, jobs, done, queued, running, edges, lostByNow } = progress;
  const rates = `${progress.jobsPerSecond.toFixed(0)} jobs/s  ${(progress.wattSecondsPerSecond / 1000).toFixed(1)} kW`;
  return [
    `${String(Math.floor(seconds)).padStart(4)} s`,
    `jobs ${done}/${jobs} done, ${running} running, ${queued} queued, ${jobs - progress.asked} to come`,
    `edges ${edges.busy} busy, ${edges.free} free, ${edges.lost} lost (${lostByNow} killed)`,
    rates,
  ].join('  ');
}

/** What it took of the machine. */
export interface Usage {
  readonly stackCpuSeconds?: number;
  readonly stackMegabytes?: number;
  readonly ownCpuSeconds: number;
}

export function printResult(result: SimulationResult, usage: Usage): void {
  const { plan, figures, seconds } = result;
  const { jobsDone, wattSecondsDone } = figures;
  const notCredited = Math.max(0, result.spentByEdges - wattSecondsDone);
  const edges = plan.agents.reduce((sum, agent) => sum + agent.edges.length, 0);
  printTable(
    ['what', 'figure'],
    [
      ['jobs done', `${jobsDone} of ${plan.jobs.length}`],
      ['edges', `${edges} in ${plan.agents.length} agents at ${plan.sites.length} sites`],
      ['edges killed, and back', `${result.edgesLost}, ${result.edgesBack}`],
      ['time', `${seconds.toFixed(1)} s`],
      [
        'throughput',
        `${(jobsDone / seconds).toFixed(1)} jobs/s, ${(wattSecondsDone / seconds / 1000).toFixed(1)} kW`,
      ],
      ['scheduling delay', words(figures.delayMs)],
      ['asked until done', words(figures.durationMs)],
      ['chunks that came back', String(figures.returnedChunks)],
      [
        'spent and not credited',
        `${notCredited} Ws (${((100 * notCredited) / Math.max(1, wattSecondsDone)).toFixed(2)} %)`,
      ],
      ['requests not answered', String(result.faults)],
      ['CPU', cpuWords(usage, seconds)],
      [
        'machine',
        `${availableParallelism()} cores, load ${loadavg()
          .map((load) => load.toFixed(1))
          .join(' ')}`,
      ],
    ],
  );
  for (const line of result.wrong.slice(0, MOST_TOLD)) print(`Wrong: ${line}`);
  if (result.wrong.length > MOST_TOLD) print(`… and ${result.wrong.length - MOST_TOLD} more.`);
  print(result.isComplete ? '\nEvery job is done, each exactly.' : '\nNot every job is done.');
}

const MOST_TOLD = 10;

function words({ p50, p95, p99, longest }: Percentiles): string {
  const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;
  return `p50 ${seconds(p50)}, p95 ${seconds(p95)}, p99 ${seconds(p99)}, longest ${seconds(longest)}`;
}

function cpuWords({ stackCpuSeconds, stackMegabytes, ownCpuSeconds }: Usage, seconds: number): string {
  const own = `agents ${ownCpuSeconds.toFixed(0)} s`;
  if (stackCpuSeconds === undefined) return own;
  const share = ((100 * stackCpuSeconds) / seconds).toFixed(0);
  return `stack ${stackCpuSeconds.toFixed(0)} s (${share} % of a core, at most ${stackMegabytes ?? 0} MB), ${own}`;
}
