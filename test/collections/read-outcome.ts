import { z } from 'zod';
import { RUN_STATES } from '../../shared/domain/run/run.ts';
import type { CollectionJob } from './collection-jobs.ts';

const result = z.object({ path: z.string(), sha256: z.string(), rowCount: z.number(), epoch: z.number() });

const run = z.object({
  runId: z.string(),
  state: z.enum(RUN_STATES),
  attempt: z.number(),
  result: result.optional(),
  failure: z.object({ reason: z.string(), message: z.string() }).optional(),
});

const slot = z.object({
  dueAt: z.string(),
  answer: z.string(),
  runId: z.string().optional(),
});

export type RunOutcome = z.output<typeof run>;
export type SlotOutcome = z.output<typeof slot>;

/** What the app says of a job: every slot with its answer, every run with its end. */
export interface JobOutcome {
  readonly job: CollectionJob;
  readonly slots: readonly SlotOutcome[];
  readonly runs: readonly RunOutcome[];
}

/** Asks the app by HTTP. */
export async function readOutcome(url: string, job: CollectionJob): Promise<JobOutcome> {
  const range = {
    from: new Date(job.dueAts[0] ?? NaN).toISOString(),
    to: new Date(job.dueAts.at(-1) ?? NaN).toISOString(),
  };
  return {
    job,
    slots: await readAll(`${url}/api/jobs/${job.jobId}/slots`, range, slot),
    runs: await readAll(`${url}/api/jobs/${job.jobId}/runs`, {}, run),
  };
}

async function readAll<T>(
  url: string,
  query: Readonly<Record<string, string>>,
  item: z.ZodType<T>,
): Promise<readonly T[]> {
  const page = z.object({ items: z.array(item), nextCursor: z.string().optional() });
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const position = cursor === undefined ? query : { cursor };
    const response = await fetch(`${url}?${new URLSearchParams({ limit: '100', ...position }).toString()}`);
    if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
    const { items: next, nextCursor } = page.parse(await response.json());
    items.push(...next);
    cursor = nextCursor;
  } while (cursor !== undefined);
  return items;
}
