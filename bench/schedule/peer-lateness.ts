import { summarizeLateness, type Lateness } from './lateness.ts';
import { peerCaseAnswer, type PeerCaseInput } from './peers/peer-case.ts';
import type { PeerInfo } from './peers/peer-servers.ts';
import { formatMs, printTable } from './print-table.ts';
import { runCase } from './run-case.ts';

/** A way of running a peer. */
export type PeerVariant = Pick<PeerCaseInput, 'recurring' | 'tuned'>;

type Load = Pick<PeerCaseInput, 'count' | 'spacingMs' | 'leadMs' | 'patienceMs'>;

/** One line of a table of lateness. */
export interface LatenessRow {
  readonly name: string;
  readonly lateness: Lateness;
}

/** Runs each peer in each way, one after the other; one that fails is printed and left out. */
export async function measurePeers(
  peers: readonly PeerInfo[],
  variants: readonly PeerVariant[],
  load: Load,
): Promise<readonly LatenessRow[]> {
  const rows: LatenessRow[] = [];
  for (const variant of variants) {
    for (const peer of peers) rows.push(...(await measurePeer(peer, variant, load)));
  }
  return rows;
}

async function measurePeer(
  { name: peer, title, server }: PeerInfo,
  variant: PeerVariant,
  load: Load,
): Promise<readonly LatenessRow[]> {
  if (server === undefined) return [];
  const { recurring, tuned } = variant;
  const name = `${title}, ${recurring ? 'recurring' : 'delayed jobs'}, ${tuned ? 'tuned' : 'default'}`;
  try {
    const connection = await server.createSpace(`${peer}_${load.count}_${recurring}_${tuned}`);
    const input = { peer, connection, ...variant, ...load };
    const spanMs = load.leadMs + load.count * load.spacingMs + load.patienceMs;
    const answer = await runCase({ name: 'peer', input }, peerCaseAnswer, spanMs + 5 * 60_000);
    return [{ name, lateness: summarizeLateness(answer.latenessMs) }];
  } catch (error) {
    console.log(`  ${name}: ${error instanceof Error ? error.message : String(error)}`);
    return [];
  }
}

/** Prints lateness, and how many times the first row's p99 each other p99 is. */
export function printLateness(rows: readonly LatenessRow[], count: number): void {
  const ours = rows[0]?.lateness.p99Ms ?? NaN;
  printTable(
    ['lateness of starts, ms', 'started', 'p50', 'p99', 'last', 'p99 of evenkeel'],
    rows.map(({ name, lateness: { started, p50Ms, p99Ms, lastMs } }) => {
      // Of what did not start the lateness is not known, only that it is more than that of all that did.
      const isWhole = started === count;
      const times = [p50Ms, p99Ms, lastMs].map(formatMs);
      const ratio = `x ${isWhole ? '' : '> '}${(p99Ms / ours).toFixed(2)}`;
      return [name, started.toLocaleString('en'), ...times, Number.isFinite(p99Ms) ? ratio : '-'];
    }),
  );
}
