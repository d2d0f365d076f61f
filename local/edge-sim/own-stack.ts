import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { startStack } from '../stack.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

/** Has `main.ts` be the local stack, for the simulation that started it. */
export const STACK_ARGUMENT = 'serve-stack';

const message = z.union([
  z.object({ url: z.string() }),
  z.object({ cpuSeconds: z.number(), greatestMegabytes: z.number() }),
]);

/** A local stack in a process of its own, so that it shares nothing with what is simulated but the machine. */
export interface OwnStack {
  readonly url: string;
  /** What it has taken of the machine by now. */
  usage(): Promise<{ readonly cpuSeconds: number; readonly greatestMegabytes: number }>;
  stop(): Promise<void>;
}

const options = z.object({
  /** Of the app, in place of the stack's own. */
  settings: z.record(z.string(), z.string()).default({}),
  /** Connection string of a blob service that runs already. */
  storage: z.string().exactOptional(),
});

/** @throws Error when the stack cannot start; it has said why. */
export async function startOwnStack(wanted: z.input<typeof options> = {}): Promise<OwnStack> {
  const child = fork(MAIN, [STACK_ARGUMENT, JSON.stringify(wanted)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const next = async () => {
    const ended = once(child, 'exit').then(() => {
      throw new Error('The local stack has ended.');
    });
    // It ends after the last answer, too.
    ended.catch(() => undefined);
    const said: readonly unknown[] = await Promise.race([once(child, 'message'), ended]);
    return message.parse(said[0]);
  };
  const started = await next();
  if (!('url' in started)) throw new Error('The local stack has not said its address.');
  return {
    url: started.url,
    usage: async () => {
      const answer = next();
      child.send('usage');
      const usage = await answer;
      return 'url' in usage ? { cpuSeconds: Number.NaN, greatestMegabytes: Number.NaN } : usage;
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

/** Is the stack, in memory, until the process that asked for it is gone. */
export async function serveStack(wanted: string): Promise<void> {
  process.on('disconnect', () => process.exit(0));
  // Ctrl-C is for whoever started it, too, who ends it when all is said.
  process.on('SIGINT', () => undefined);
  const { settings, ...rest } = options.parse(JSON.parse(wanted));
  const stack = await startStack({ ...rest, settings: { RATE_LIMIT__requestsPerMinute: '0', ...settings } });
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    const greatestMegabytes = Math.round(process.resourceUsage().maxRSS / 1024);
    process.send?.({ cpuSeconds: (user + system) / 1_000_000, greatestMegabytes });
  });
  process.send?.({ url: stack.url });
}
