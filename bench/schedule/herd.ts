import { herdAnswer, type HerdAnswer } from './herd-case.ts';
import { summarizeLateness } from './lateness.ts';
import { measurePeers, printLateness } from './peer-lateness.ts';
import type { PeerInfo } from './peers/peer-servers.ts';
import { runCase } from './run-case.ts';

const PATIENCE_MS = 5 * 60_000;
const PEER_PATIENCE_MS = 60_000;
const PEER_LEAD_MS = 15_000;

/** As ours: recurring schedules. Then what peers are fastest with. Then what they do out of the box. */
const VARIANTS = [
  { recurring: true, tuned: true },
  { recurring: false, tuned: true },
  { recurring: false, tuned: false },
];

/** Jobs that are all due at one instant; prints when they started. */
export async function benchHerd(jobs: number, peers: readonly PeerInfo[]): Promise<void> {
  console.log(`Herd: ${jobs.toLocaleString('en')} jobs due at one instant`);
  const input = { jobs, patienceMs: PATIENCE_MS };
  const ours = await runCase({ name: 'herd', input }, herdAnswer, 4 * PATIENCE_MS);
  const rows = await measurePeers(peers, VARIANTS, {
    count: jobs,
    spacingMs: 0,
    leadMs: PEER_LEAD_MS,
    patienceMs: PEER_PATIENCE_MS,
  });
  const lateness = summarizeLateness(ours.latenessMs);
  printLateness([{ name: 'evenkeel, recurring, whole local stack', lateness }, ...rows], jobs);
  console.log(
    '  the handlers of the peers do nothing; a run of evenkeel measures a file and stores its result',
  );
  printOurs(ours);
}

function printOurs(answer: HerdAnswer): void {
  const { registeredPerSecond, enqueueMs, enqueuedBeforeDueMs, lastFinishedMs, finished, cores } = answer;
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
  const enqueued =
    enqueueMs === null || enqueuedBeforeDueMs === null
      ? 'not all were enqueued before they were due'
      : `all enqueued within ${seconds(enqueueMs)}, ${seconds(enqueuedBeforeDueMs)} before they were due`;
  const ended =
    lastFinishedMs === null ? `${finished} ended in time` : `the last ended after ${seconds(lastFinishedMs)}`;
  console.log(
    `  evenkeel: scheduled over HTTP at ${Math.round(registeredPerSecond)}/s; ${enqueued}; ${ended}`,
  );
  const parts = answer.cpuByPart.filter(({ share }) => share >= 0.01);
  const shares = parts.map(({ part, share }) => `${part} ${(share * 100).toFixed(0)} %`).join(', ');
  console.log(
    `  evenkeel's main thread from due to last start (${cores.toFixed(2)} cores used by its process):`,
  );
  console.log(`    ${shares}`);
}
