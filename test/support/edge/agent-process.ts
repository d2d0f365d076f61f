import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../../local/edge-agent/main.ts', import.meta.url));

/** What `npm run edge-agent` runs, as a process of its own. */
export interface AgentProcess {
  readonly child: ChildProcess;
  /** Ends it at once, as a power switch would. */
  kill(): Promise<void>;
  /** Ctrl-C: it gives back what is not done, and says that it leaves. @returns Its exit code. */
  leave(): Promise<number | null>;
}

/** Starts an agent with these options of its command line. */
export function startAgentProcess(options: readonly string[]): AgentProcess {
  const child = spawn(process.execPath, [MAIN, ...options], { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = once(child, 'exit');
  return {
    child,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    leave: async () => {
      child.kill('SIGINT');
      await ended;
      return child.exitCode;
    },
  };
}
