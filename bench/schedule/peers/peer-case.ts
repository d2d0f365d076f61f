import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { loadPeer, peerName } from './load-peer.ts';

const peerCaseInput = z.object({
  peer: peerName,
  connection: z.string(),
  tuned: z.boolean(),
  recurring: z.boolean(),
  count: z.number(),
  /** Milliseconds between due instants; 0: all at once. */
  spacingMs: z.number(),
  /** At least so long from now to the first due instant, for everything to be put in. */
  leadMs: z.number(),
  /** How long after the last due instant it is given up. */
  patienceMs: z.number(),
});

export type PeerCaseInput = z.output<typeof peerCaseInput>;

export const peerCaseAnswer = z.object({
  /** Of each job that started, milliseconds after its due instant. */
  latenessMs: z.array(z.number()),
  /** How long it took to put everything in and to start the worker. */
  setUpMs: z.number(),
});

const MINUTE_MS = 60_000;

/** One peer, all of its jobs, one worker. @throws Error when it was not ready a second before the first instant. */
export async function runPeerCase(input: unknown): Promise<z.output<typeof peerCaseAnswer>> {
  const { peer, count, spacingMs, leadMs, patienceMs, ...plan } = peerCaseInput.parse(input);
  const begunAt = Date.now();
  const first = plan.recurring ? Math.ceil((begunAt + leadMs) / MINUTE_MS) * MINUTE_MS : begunAt + leadMs;
  const dueAt = Array.from({ length: count }, (_, index) => first + index * spacingMs);
  const startedAt = new Map<number, number>();
  const startPeer = await loadPeer(peer);
  const onStart = (index: number): void => {
    if (!startedAt.has(index)) startedAt.set(index, Date.now());
  };
  const work = await startPeer({ ...plan, dueAt, onStart });
  const setUpMs = Date.now() - begunAt;
  if (Date.now() > first - 1000) throw new Error(`${peer} took ${setUpMs} ms to take ${count} jobs in.`);
  const giveUpAt = (dueAt.at(-1) ?? first) + patienceMs;
  while (startedAt.size < count && Date.now() < giveUpAt) await pause(20);
  const latenessMs = Array.from(startedAt, ([index, at]) => at - (dueAt[index] ?? NaN));
  await work.stop();
  return { latenessMs, setUpMs };
}
