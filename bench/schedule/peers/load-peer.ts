import { z } from 'zod';
import type { StartPeer } from './peer.ts';

export const peerName = z.enum(['bullmq', 'graphile-worker', 'pg-boss']);

export type PeerName = z.output<typeof peerName>;

const PEERS: Readonly<Record<PeerName, () => Promise<StartPeer>>> = {
  bullmq: async () => (await import('./bullmq.ts')).startBullmq,
  'graphile-worker': async () => (await import('./graphile-worker.ts')).startGraphileWorker,
  'pg-boss': async () => (await import('./pg-boss.ts')).startPgBoss,
};

/** Loads one peer: the packages of the others stay out of its process, and are not needed. */
export async function loadPeer(name: PeerName): Promise<StartPeer> {
  return PEERS[name]();
}
