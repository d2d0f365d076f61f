import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { BULLMQ_SETTINGS, GRAPHILE_SETTINGS, PG_BOSS_SETTINGS, type PeerSettings } from './peer-settings.ts';
import type { PeerName } from './load-peer.ts';
import type { NoServer, PeerServer } from './server-process.ts';

export interface PeerInfo {
  readonly name: PeerName;
  readonly title: string;
  readonly settings: PeerSettings;
  /** Undefined when its server is not on this machine. */
  readonly server: PeerServer | undefined;
}

/** The servers of the peers, while the benchmark runs. */
export interface PeerServers {
  readonly peers: readonly PeerInfo[];
  stop(): Promise<void>;
}

/** Starts what can be started and prints what, and why the rest is left out. */
export async function startPeerServers(): Promise<PeerServers> {
  const [redis, postgres] = await Promise.all([
    started('BullMQ', async () => (await import('./redis.ts')).startRedis()),
    started('graphile-worker and pg-boss', async () => (await import('./postgres.ts')).startPostgres()),
  ]);
  const versions = readVersions();
  const peers: PeerInfo[] = [
    { name: 'bullmq', title: `BullMQ ${versions['bullmq'] ?? ''}`, settings: BULLMQ_SETTINGS, server: redis },
    {
      name: 'graphile-worker',
      title: `graphile-worker ${versions['graphile-worker'] ?? ''}`,
      settings: GRAPHILE_SETTINGS,
      server: postgres,
    },
    {
      name: 'pg-boss',
      title: `pg-boss ${versions['pg-boss'] ?? ''}`,
      settings: PG_BOSS_SETTINGS,
      server: postgres,
    },
  ];
  for (const { title, settings, server } of peers) {
    if (server === undefined) continue;
    console.log(`  ${title} on ${server.description}`);
    console.log(`    default: ${settings.default}`);
    console.log(`    tuned:   ${settings.tuned}`);
  }
  return {
    peers,
    stop: async () => {
      await Promise.all([redis?.stop(), postgres?.stop()]);
    },
  };
}

async function started(
  whose: string,
  start: () => Promise<PeerServer | NoServer>,
): Promise<PeerServer | undefined> {
  try {
    const server = await start();
    if (!('missing' in server)) return server;
    console.log(`  ${whose}: skipped, ${server.missing}`);
  } catch (error) {
    console.log(`  ${whose}: skipped, ${error instanceof Error ? error.message : String(error)}`);
  }
  return undefined;
}

/** The versions installed are those of package.json, where each is exact. */
function readVersions(): Readonly<Record<string, string>> {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  return z.object({ devDependencies: z.record(z.string(), z.string()) }).parse(JSON.parse(text))
    .devDependencies;
}
