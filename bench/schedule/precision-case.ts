import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { BenchStore, startBenchStack, tinyJob } from './bench-stack.ts';
import { registerJobs } from './register-jobs.ts';

const precisionInput = z.object({ jobs: z.number(), spacingMs: z.number() });

export const precisionAnswer = z.object({
  /** Of each run that started, milliseconds from its due instant to its claim. */
  latenessMs: z.array(z.number()),
});

const LEAD_MS = 10_000;

/** One run at a time on the whole local system, which has nothing else to do. */
export async function runPrecisionCase(input: unknown): Promise<z.output<typeof precisionAnswer>> {
  const { jobs, spacingMs } = precisionInput.parse(input);
  const running = await startBenchStack();
  const store = new BenchStore(running.stack.settings);
  try {
    const first = Date.now() + LEAD_MS;
    const dueAt = Array.from({ length: jobs }, (_, index) => first + index * spacingMs);
    const definitions = dueAt.map((due, index) =>
      tinyJob(`precise-${index}`, { type: 'once', at: new Date(due).toISOString() }),
    );
    await registerJobs(running.stack.url, definitions);
    const last = dueAt.at(-1) ?? first;
    await pause(last + 2000 - Date.now());
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
