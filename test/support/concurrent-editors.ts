import { expect } from 'vitest';
import { z } from 'zod';
import { exampleReportJob } from './example-report-job.ts';
import { registerIn } from './memory/memory-app.ts';
import type { RecordingRegistry } from './recording-registry.ts';

const WRITERS = 20;
const params = { jobId: 'sales-report' };
const jobView = z.object({ generation: z.number(), tags: z.array(z.string()).default([]) });

/** What a writer does until its tag is in: read, change what was read, write under the version that was read. */
async function addTag(app: RecordingRegistry, writer: number): Promise<void> {
  const tag = `writer-${String(writer).padStart(2, '0')}`;
  for (;;) {
    const read = await app.call('readJob', { params });
    const headers = { 'content-type': 'application/json', 'if-match': read.headers.get('etag') ?? '' };
    const tags = [...jobView.parse(read.json).tags, tag];
    const { status } = await app.call(...(writer % 2 === 0 ? patchOf(tags, headers) : putOf(tags, headers)));
    if (status === 200) return;
    expect([409, 412]).toContain(status);
  }
}

type Request = Parameters<RecordingRegistry['call']>;

function patchOf(tags: readonly string[], headers: Record<string, string>): Request {
  return ['patchJob', { params, headers, body: JSON.stringify({ tags }) }];
}

function putOf(tags: readonly string[], headers: Record<string, string>): Request {
  const body = {
    ...{ kind: 'report-collection', valueStream: 'retention', tags },
    task: { resource: 'sales', baseUrl: 'https://reports.example.com' },
    recurrences: [{ type: 'cron', expression: '0 6 * * *', timeZone: 'UTC' }],
  };
  return ['editJob', { params, headers, body: JSON.stringify(body) }];
}

/** Twenty writers of one job: each one's tag is there in the end, and each change has made one generation. */
export async function expectNoLostUpdate(world: Parameters<typeof registerIn>[0]): Promise<void> {
  const app = registerIn(world);
  const task = { ...exampleReportJob().task, headers: {} };
  await world.jobs.create(exampleReportJob({ task }));

  await Promise.all(Array.from({ length: WRITERS }, (_, writer) => addTag(app, writer)));

  const { tags, generation } = jobView.parse((await app.call('readJob', { params })).json);
  expect(tags).toHaveLength(WRITERS);
  expect(generation).toBe(1 + WRITERS);
}
