import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { BenchStore, startBenchStack, tinyJob } from './bench-stack.ts';
import { registerJobs } from './register-jobs.ts';

const precisionInput = z.object({
  jobs: z.number(),
  spacingMs: z.number(),
  /** From now to the first due instant, for the jobs to be scheduled. */
  leadMs: z.number(),
});

export const precisionAnswer = z.object({
  /** Of each run that started, milliseconds from its due instant to its claim. */
  latenessMs: z.array(z.number()),
});

/** How long after the last due instant the starts are read; later ones count as not started. */
const SETTLE_MS = 1_500;

/** One run at a time on the whole local system, which has nothing else to do. */
export async function runPrecisionCase(input: unknown): Promise<z.output<typeof precisionAnswer>> {
  const { jobs, spacingMs, leadMs } = precisionInput.parse(input);
  const running = await startBenchStack();
  const store = new BenchStore(running.stack.settings);
  try {
    const first = Date.now() + leadMs;
    const dueAt = Array.from({ length: jobs }, (_, index) => first + index * spacingMs);
    const definitions = dueAt.map((due, index) =>
      tinyJob(`precise-${index}`, { type: 'once', at: new Date(due).toISOString() }),
    );
    await registerJobs(running.stack.url, definitions);
    const last = dueAt.at(-1) ?? first;
    await pause(last + SETTLE_MS - Date.now());
    const runs = await store.runsDue(first, last);
    return {
      latenessMs: runs.flatMap(({ dueAt: due, startedAt }) =>
        startedAt === undefined ? [] : [startedAt - due],
      ),
    };
  } finally {
    store.close();
    await running.stop();
  }
}
