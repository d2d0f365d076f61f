import { availableParallelism, cpus, loadavg } from 'node:os';
import { buildApp } from '../../local/build.ts';
import { benchCostPerRun } from './cost-per-run.ts';
import { benchHerd } from './herd.ts';
import { benchIdleTick } from './idle-tick.ts';
import { benchNextDueTime } from './next-due-time.ts';
import { startPeerServers } from './peers/peer-servers.ts';
import { benchPrecision } from './precision.ts';

export interface ScheduleBenchOptions {
  readonly repeats: number;
  /** Of the herd; ten times as many are looked at idle. */
  readonly jobs: number;
}

/** Idle schedules for each job of a herd. */
const IDLE_SHARE = 10;

/** Scheduling, beside peers in the same run where they and their servers are on the machine; some 15 minutes. */
export async function benchSchedule({ repeats, jobs }: ScheduleBenchOptions): Promise<void> {
  await buildApp();
  printLoad('before');
  benchNextDueTime({ repeats });
  console.log('\nPeers, each with one worker in a process of its own, on servers started for this run');
  const servers = await startPeerServers();
  const { peers } = servers;
  const onSignal = (): void => {
    void servers.stop().then(() => process.exit(130));
  };
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    console.log('');
    await benchIdleTick(jobs * IDLE_SHARE, peers);
    console.log('');
    await benchPrecision(peers);
    console.log('');
    await benchHerd(jobs, peers);
    console.log('');
    await benchCostPerRun();
    printLoad('after');
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    await servers.stop();
  }
}

/** A machine that has something else to do gives other figures; whoever reads them has to know. */
function printLoad(when: 'before' | 'after'): void {
  const [minute = NaN] = loadavg();
  const machine = `${availableParallelism()} x ${cpus()[0]?.model.trim() ?? 'unknown processor'}`;
  console.log(`Machine: ${machine}; load average ${when} the benchmark ${minute.toFixed(1)}`);
}
