import { execFileSync } from 'node:child_process';
import { chownSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { findProgram, postgresFolders } from './find-program.ts';
import {
  makeFolder,
  otherUser,
  startServer,
  stopServer,
  type NoServer,
  type PeerServer,
} from './server-process.ts';

/** A PostgreSQL server with its defaults (fsync and synchronous_commit on), or why there is none. */
export async function startPostgres(): Promise<PeerServer | NoServer> {
  const program = findProgram('postgres', postgresFolders());
  const initdb = findProgram('initdb', postgresFolders());
  if (program === undefined || initdb === undefined) return { missing: 'no PostgreSQL on this machine' };
  let user: ReturnType<typeof otherUser>;
  try {
    // PostgreSQL refuses to run as root; its package makes this user.
    user = otherUser('postgres');
  } catch {
    return { missing: 'PostgreSQL does not run as root and there is no user "postgres"' };
  }
  const folder = makeFolder();
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  execFileSync(initdb, ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'], {
    cwd: folder,
    stdio: 'ignore',
    ...user,
  });
  const parameters = ['-D', data, '-k', folder, '-c', 'listen_addresses='];
  const main = connectionString(folder, 'postgres');
  const server = await startServer({ program, parameters, folder, ...(user && { user }) }, async () => {
    await query(main, 'SELECT 1');
  });
  return {
    description: `${version(program)}, defaults: fsync on, synchronous_commit on`,
    createSpace: async (name) => {
      await query(main, `CREATE DATABASE "${name}"`);
      return connectionString(folder, name);
    },
    stop: () => stopServer(server, 'SIGINT', folder),
  };
}

function version(program: string): string {
  return execFileSync(program, ['--version'], { encoding: 'utf8' })
    .replace('postgres (PostgreSQL)', 'PostgreSQL')
    .replace(/\(.*/s, '')
    .trim();
}

function connectionString(folder: string, database: string): string {
  return `postgresql://postgres@localhost/${database}?host=${encodeURIComponent(folder)}`;
}

async function query(connection: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: connection });
  try {
    await client.connect();
    await client.query(text);
  } finally {
    await client.end();
  }
}
