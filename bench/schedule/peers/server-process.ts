import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** A server of a peer that was started for the benchmark alone, on a socket in a folder of its own. */
export interface PeerServer {
  /** What was started, with what is durable and what is not. */
  readonly description: string;
  /** A place of its own for a case: nothing of the cases before is in it. */
  createSpace(name: string): Promise<string>;
  /** Ends the server and removes its folder. */
  stop(): Promise<void>;
}

/** Why there is none. */
export interface NoServer {
  readonly missing: string;
}

/** A short-named folder, as the path of a socket has at most 107 characters. */
export function makeFolder(): string {
  return mkdtempSync(join(tmpdir(), 'peer-'));
}

export interface ServerCommand {
  readonly program: string;
  readonly parameters: readonly string[];
  readonly folder: string;
  readonly user?: { readonly uid: number; readonly gid: number };
}

/** Starts a server and waits until `isReady` no longer throws. @throws Error when it ends or takes ten seconds. */
export async function startServer(
  { program, parameters, folder, user }: ServerCommand,
  isReady: () => Promise<void>,
): Promise<ChildProcess> {
  const server = spawn(program, [...parameters], { cwd: folder, stdio: 'ignore', ...user });
  const giveUpAt = performance.now() + 10_000;
  for (;;) {
    if (server.exitCode !== null) throw new Error(`${program} ended with ${server.exitCode}.`);
    try {
      await isReady();
      return server;
    } catch (error) {
      if (performance.now() > giveUpAt) {
        server.kill('SIGKILL');
        throw error;
      }
      await pause(100);
    }
  }
}

/** Ends a server by a signal and removes its folder. */
export async function stopServer(
  server: ChildProcess,
  signal: NodeJS.Signals,
  folder: string,
): Promise<void> {
  if (server.exitCode === null && server.signalCode === null) {
    const gone = once(server, 'exit');
    server.kill(signal);
    await gone;
  }
  rmSync(folder, { recursive: true, force: true });
}

/** The user to run a server as that refuses to be root's; undefined when this process is not root's. */
export function otherUser(name: string): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string): number => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
