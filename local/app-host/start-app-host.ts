import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { HostSettings } from './host-settings.ts';

/** The Functions host with the app, apart from the stand-ins: what a power cut, or a measurement, is to meet alone. */
export interface AppHostProcess {
  /** Base address of the app's HTTP functions, without a slash at the end. */
  readonly url: string;
  readonly child: ChildProcess;
  /** Ends it at once, as a power cut would; also one that stands still. */
  kill(): Promise<void>;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const HOST_PROCESS = fileURLToPath(new URL('./host-process.ts', import.meta.url));

/**
 * Starts the built app (`npm run build`) in a process of its own, on stand-ins that run elsewhere.
 *
 * @throws Error when the process ends before it serves; its own words are on standard error.
 */
export async function startAppHost(options: Omit<HostSettings, 'appDirectory'>): Promise<AppHostProcess> {
  const settings: HostSettings = { appDirectory: ROOT, ...options };
  const child = fork(HOST_PROCESS, [JSON.stringify(settings)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = new AbortController();
  child.once('exit', (code, signal) => {
    ended.abort(new Error(`The host ended before it served (${String(code ?? signal)}).`));
  });
  const [url] = z.tuple([z.string()], z.unknown()).parse(await once(child, 'message', ended));
  return { url, child, kill: () => kill(child) };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
