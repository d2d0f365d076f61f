import { idleAnswer, type IdleAnswer } from './idle-case.ts';
import { peerIdleAnswer } from './peers/peer-idle-case.ts';
import type { PeerInfo } from './peers/peer-servers.ts';
import { formatMs, printTable } from './print-table.ts';
import { runCase } from './run-case.ts';

/** Long enough for a pass of each peer: pg-boss looks every 30 s, graphile-worker every minute. */
const WATCH_MS = 62_000;
const TIMEOUT_MS = 20 * 60_000;
const AIM_CPU_MS = 50;

/** What schedules cost of which none is due; prints the figures. */
export async function benchIdleTick(schedules: number, peers: readonly PeerInfo[]): Promise<void> {
  console.log(`Idle: ${schedules.toLocaleString('en')} schedules, none due`);
  const few = Math.max(2, Math.floor(schedules / 100));
  const input = { jobs: [few, schedules], watchMs: WATCH_MS };
  const ours = await runCase({ name: 'idle', input }, idleAnswer, TIMEOUT_MS);
  printTicks(ours);
  const rows = [['evenkeel', formatMs(ours.cpuMsPerMinute), '']];
  for (const peer of peers) {
    const cpuMs = await measurePeer(peer, schedules);
    if (cpuMs !== undefined) {
      rows.push([peer.title, formatMs(cpuMs), `x ${(cpuMs / ours.cpuMsPerMinute).toFixed(1)}`]);
    }
  }
  console.log('');
  printTable(['CPU time of the process, defaults', 'ms/minute', 'of evenkeel'], rows);
}

function printTicks({ ticks, requestsPerMinute }: IdleAnswer): void {
  const heading = ['one tick', 'CPU ms', 'ms', 'answered', 'refused', 'query plans', 'RU'];
  printTable(
    heading,
    ticks.map(({ jobs, cpuMs, elapsedMs, answered, refused, queryPlans, requestUnits }) => [
      `${jobs.toLocaleString('en')} jobs`,
      cpuMs.toFixed(1),
      elapsedMs.toFixed(1),
      ...[answered, refused, queryPlans].map(String),
      requestUnits.toFixed(1),
    ]),
  );
  console.log(
    `  aim: under ${AIM_CPU_MS} ms and no more with more jobs; ${Math.round(requestsPerMinute)} requests a minute in all`,
  );
}

async function measurePeer(
  { name, title, server }: PeerInfo,
  schedules: number,
): Promise<number | undefined> {
  if (server === undefined) return undefined;
  try {
    const connection = await server.createSpace(`idle_${name}`);
    const input = { peer: name, connection, schedules, watchMs: WATCH_MS };
    const answer = await runCase({ name: 'peer-idle', input }, peerIdleAnswer, TIMEOUT_MS);
    return answer.cpuMsPerMinute;
  } catch (error) {
    console.log(`  ${title}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}
