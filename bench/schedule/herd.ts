import { floorAnswer } from './floor-case.ts';
import { herdAnswer, type HerdAnswer } from './herd-case.ts';
import { summarizeLateness } from './lateness.ts';
import { measurePeers, printLateness } from './peer-lateness.ts';
import type { PeerInfo } from './peers/peer-servers.ts';
import { runCase } from './run-case.ts';

const PATIENCE_MS = 5 * 60_000;
const PEER_PATIENCE_MS = 60_000;
const PEER_LEAD_MS = 15_000;
/** As `maxConcurrentCalls` in host.json. */
const AT_ONCE = 64;

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
  const floorInput = { messages: jobs, atOnce: AT_ONCE, patienceMs: PATIENCE_MS };
  const floor = await runCase({ name: 'floor', input: floorInput }, floorAnswer, 2 * PATIENCE_MS);
  const rows = await measurePeers(peers, VARIANTS, {
    count: jobs,
    spacingMs: 0,
    leadMs: PEER_LEAD_MS,
    patienceMs: PEER_PATIENCE_MS,
  });
  const lateness = summarizeLateness(ours.latenessMs);
  const floorLateness = summarizeLateness(floor.latenessMs);
  const bound = { name: 'what bounds it: receive, one batch, complete', lateness: floorLateness };
  printLateness([{ name: 'evenkeel, recurring, whole local stack', lateness }, bound, ...rows], jobs);
  console.log(
    '  the handlers of the peers do nothing; a run of evenkeel measures a file and stores its result',
  );
  const { started, lastMs } = floorLateness;
  console.log(
    `  what bounds it: no scheduler over these SDKs and stand-ins starts more than ${perSecond(started, lastMs)}/s here in one thread: each message received through the SDK of Service Bus and completed, with one transactional batch of two writes through that of Cosmos DB, no host, no reads, no orchestration (${(floor.cpuMs / started).toFixed(2)} ms of CPU each, the stand-ins' included)`,
  );
  console.log(`  evenkeel: ${perSecond(lateness.started, lateness.lastMs)} starts/s`);
  printOurs(ours);
}

function perSecond(started: number, lastMs: number): string {
  return ((1000 * started) / lastMs).toFixed(0);
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
