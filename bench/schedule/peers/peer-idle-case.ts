import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { loadPeer, peerName } from './load-peer.ts';

const peerIdleInput = z.object({
  peer: peerName,
  connection: z.string(),
  schedules: z.number(),
  watchMs: z.number(),
});

export const peerIdleAnswer = z.object({
  /** CPU time of the peer's process, a minute; that of its server is not in it. */
  cpuMsPerMinute: z.number(),
});

const MINUTE_MS = 60_000;
const HALF_A_DAY_MS = 43_200_000;

/** What settles after the start is not the peer's idling. */
const SETTLE_MS = 3_000;

/** Recurring schedules of which none is due, one worker, the peer's default settings. */
export async function runPeerIdleCase(input: unknown): Promise<z.output<typeof peerIdleAnswer>> {
  const { peer, connection, schedules, watchMs } = peerIdleInput.parse(input);
  const startPeer = await loadPeer(peer);
  const due = Date.now() + HALF_A_DAY_MS;
  const dueAt = Array.from({ length: schedules }, () => due);
  const plan = { connection, tuned: false, recurring: true, dueAt, onStart: () => undefined };
  const work = await startPeer(plan);
  await pause(SETTLE_MS);
  const before = process.cpuUsage();
  const startedAt = performance.now();
  await pause(watchMs);
  const { user, system } = process.cpuUsage(before);
  const cpuMsPerMinute = ((user + system) / 1000) * (MINUTE_MS / (performance.now() - startedAt));
  await work.stop();
  return { cpuMsPerMinute };
}
