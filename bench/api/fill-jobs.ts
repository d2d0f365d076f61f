import { z } from 'zod';
import { distantJob, jobIdOf } from './load-case.ts';

/** Jobs in one request. */
const BULK = 10_000;

const lastLine = z.object({ summary: z.object({ created: z.number(), failed: z.number() }) });

/** Makes the jobs `from` up to `until` through the API's bulk request. @returns jobs a second. */
export async function fillJobs(url: string, from: number, until: number): Promise<number> {
  const startedAt = performance.now();
  for (let first = from; first < until; first += BULK) {
    const count = Math.min(BULK, until - first);
    const lines = Array.from({ length: count }, (_, index) =>
      JSON.stringify(distantJob(jobIdOf(first + index))),
    );
    const response = await fetch(`${url}/api/jobs/bulk`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson', accept: 'application/x-ndjson' },
      body: lines.join('\n'),
    });
    const text = await response.text();
    const { summary } = lastLine.parse(JSON.parse(text.trim().split('\n').at(-1) ?? ''));
    if (summary.created !== count)
      throw new Error(`Of ${count} jobs ${summary.created} were made: ${text.slice(0, 500)}`);
  }
  return (1000 * (until - from)) / (performance.now() - startedAt);
}
