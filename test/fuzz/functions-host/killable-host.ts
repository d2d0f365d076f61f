import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import type { BuiltApp } from '../../local/functions-host/support/built-app.ts';

export interface KillableHostOptions {
  readonly app: BuiltApp;
  /** The same at every start: what the app has written down of its address stays true. */
  readonly port: number;
  readonly seed: number;
}

/** A functions host in a process of its own, on one data folder and port; it can be killed and started again. */
export class KillableHost {
  readonly #options: KillableHostOptions;
  #child: ChildProcess | undefined;

  constructor(options: KillableHostOptions) {
    this.#options = options;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#options.port}`;
  }

  /** Resolves when it serves. @throws when it ends before that, other than by `kill`. */
  async start(): Promise<'serving' | 'killed'> {
    const { app, port, seed } = this.#options;
    const script = join(import.meta.dirname, 'host-process.ts');
    const child = spawn(process.execPath, [script, app.appDirectory, app.dataDir, `${port}`, `${seed}`], {
      env: { ...process.env, FUZZ_RUNS_FILE: join(app.appDirectory, 'runs.txt') },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#child = child;
    return new Promise((resolve, reject) => {
      child.stdout.once('data', () => {
        resolve('serving');
      });
      child.once('exit', (code, signal) => {
        if (signal === 'SIGKILL') resolve('killed');
        else reject(new Error(`the host ended by itself with code ${String(code)}`));
      });
    });
  }

  /** Resolves when the process is gone. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }
}
