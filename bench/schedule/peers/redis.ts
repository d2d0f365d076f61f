import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { findProgram } from './find-program.ts';
import { makeFolder, startServer, stopServer, type NoServer, type PeerServer } from './server-process.ts';

/** A Redis server that keeps an append-only file, synced every second, or why there is none. */
export async function startRedis(): Promise<PeerServer | NoServer> {
  const program = findProgram('redis-server');
  if (program === undefined) return { missing: 'no redis-server on PATH' };
  const folder = makeFolder();
  const socket = join(folder, 'redis.sock');
  const parameters = [
    ...['--port', '0', '--unixsocket', socket, '--dir', folder],
    ...['--save', '', '--appendonly', 'yes', '--appendfsync', 'everysec', '--maxmemory-policy', 'noeviction'],
  ];
  const server = await startServer({ program, parameters, folder }, () =>
    command(socket, (redis) => redis.ping()),
  );
  return {
    description: `${version(program)}, appendonly yes, appendfsync everysec`,
    createSpace: async () => {
      await command(socket, (redis) => redis.flushall());
      return socket;
    },
    stop: () => stopServer(server, 'SIGTERM', folder),
  };
}

function version(program: string): string {
  const [, number] = /v=(\S+)/.exec(execFileSync(program, ['--version'], { encoding: 'utf8' })) ?? [];
  return `Redis ${number ?? ''}`.trim();
}

async function command(socket: string, send: (redis: Redis) => Promise<unknown>): Promise<void> {
  const redis = new Redis({ path: socket, lazyConnect: true, retryStrategy: () => null });
  // A failed connection is told by `connect` too.
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    await send(redis);
  } finally {
    redis.disconnect();
  }
}
