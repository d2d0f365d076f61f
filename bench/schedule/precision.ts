import { summarizeLateness } from './lateness.ts';
import { measurePeers, printLateness } from './peer-lateness.ts';
import type { PeerInfo } from './peers/peer-servers.ts';
import { precisionAnswer } from './precision-case.ts';
import { runCase } from './run-case.ts';

const RUNS = 100;
const SPACING_MS = 150;
const LEAD_MS = 20_000;
const PEER_LEAD_MS = 5_000;
const PEER_PATIENCE_MS = 10_000;
const AIM_P99_MS = 250;
const TIMEOUT_MS = 5 * 60_000;

const VARIANTS = [
  { recurring: false, tuned: true },
  { recurring: false, tuned: false },
];

/** One job due at a time with nothing else to do; prints how late each starts. */
export async function benchPrecision(peers: readonly PeerInfo[]): Promise<void> {
  console.log(`Precision: ${RUNS} jobs, one due every ${SPACING_MS} ms (aim: p99 under ${AIM_P99_MS} ms)`);
  const input = { jobs: RUNS, spacingMs: SPACING_MS, leadMs: LEAD_MS };
  const { latenessMs } = await runCase({ name: 'precision', input }, precisionAnswer, TIMEOUT_MS);
  const rows = await measurePeers(peers, VARIANTS, {
    count: RUNS,
    spacingMs: SPACING_MS,
    leadMs: PEER_LEAD_MS,
    patienceMs: PEER_PATIENCE_MS,
  });
  const name = 'evenkeel, whole local stack';
  printLateness([{ name, lateness: summarizeLateness(latenessMs) }, ...rows], RUNS);
}
