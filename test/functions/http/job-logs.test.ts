import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { jobLogOperations } from '../../../functions/http/job-logs.ts';
import { jobIdOf, runIdOf } from '../../../shared/domain/run/run-id.ts';
import type { Run } from '../../../shared/domain/run/run.ts';
import { callingAs } from '../../support/calling-as.ts';
import { exampleJob } from '../../support/example-job.ts';
import { createMemoryWorld, storePendingRun, type MemoryWorld } from '../../support/memory/memory-world.ts';
import type { Answer, RecordingRegistry } from '../../support/recording-registry.ts';

let world: MemoryWorld;
let run: Run;

beforeEach(async () => {
  world = createMemoryWorld('2026-03-01T06:00:00Z');
  const job = exampleJob({ jobId: 'churn' });
  await world.jobs.create(job);
  run = await storePendingRun(world, job);
  await log(run, ['Read the sample.', 'Measured.']);
});

async function log({ runId }: Pick<Run, 'runId'>, messages: readonly string[]): Promise<void> {
  const lines = messages.map((message) => ({
    ...{ at: world.clock.now(), level: 'info' as const, message, fields: { rows: 7 } },
  }));
  await world.jobLogs.append({
    ...{ jobId: jobIdOf(runId), runId, attempt: 1, step: 'measureStability', partId: `part-${runId}`, lines },
  });
}

function app(grants: Parameters<typeof callingAs>[1] = { [run.valueStream]: 'reader' }): RecordingRegistry {
  return callingAs(jobLogOperations(world), grants, async () => run.valueStream);
}

function messagesIn({ json }: Answer): readonly string[] {
  const page = z.object({ items: z.array(z.looseObject({ message: z.string() })) });
  return page.parse(json).items.map(({ message }) => message);
}

describe('GET /api/runs/{runId}/logs', () => {
  test('gives the lines of the run', async () => {
    const answer = await app().call('listRunLogs', { params: { runId: run.runId } });

    expect(answer.json).toMatchObject({
      items: [
        { runId: run.runId, step: 'measureStability', at: '2026-03-01T06:00:00.000Z', fields: { rows: 7 } },
        { message: 'Measured.' },
      ],
    });
  });

  test('gives them as text, with the next page in a header', async () => {
    const answer = await app().call('listRunLogs', {
      ...{ params: { runId: run.runId }, query: 'limit=1', headers: { accept: 'text/plain' } },
    });

    expect(answer.text).toBe('2026-03-01T06:00:00.000Z info  measureStability: Read the sample. rows=7\n');
    expect(answer.headers.get('link')).toMatch(/^<\/api\/.*cursor=.*>; rel="next"$/);
  });

  test('gives one line of text for a line, without what steers a terminal', async () => {
    const { runId } = await storePendingRun(world, exampleJob({ jobId: 'fraud' }));
    await log({ runId }, ['refused\r\n\u001b[2Jall is well\u009b']);

    const answer = await app().call('listRunLogs', { params: { runId }, headers: { accept: 'text/plain' } });

    expect(answer.text).toMatch(/: refused \[2Jall is well {2}rows=7\n$/);
  });

  test('lists every fault of what is asked', async () => {
    const { status, json } = await app().call('listRunLogs', {
      ...{ params: { runId: run.runId }, query: 'attempt=0&level=loud&text=&from=today&limit=0' },
    });

    expect(status).toBe(400);
    const { errors } = z.object({ errors: z.array(z.object({ pointer: z.string() })) }).parse(json);
    expect(errors.map(({ pointer }) => pointer).toSorted()).toEqual([
      '/attempt',
      '/from',
      '/level',
      '/limit',
      '/text',
    ]);
  });

  test('is 404 for a run that is not there', async () => {
    const runId = runIdOf(exampleJob({ jobId: 'churn' }).jobId, 0);

    expect((await app().call('listRunLogs', { params: { runId } })).status).toBe(404);
  });
});

describe('GET /api/jobs/{jobId}/logs', () => {
  test('searches the runs of the job', async () => {
    const answer = await app().call('listJobLogs', { params: { jobId: 'churn' }, query: 'text=SAMPLE' });

    expect(messagesIn(answer)).toEqual(['Read the sample.']);
  });

  test('leaves out runs of a value stream that the caller may not see', async () => {
    const { jobId } = exampleJob({ jobId: 'churn' });
    const gone = { runId: runIdOf(jobId, Date.UTC(2020, 0, 1)) };
    await log(gone, ['of a run that is not there any more']);

    const answer = await app().call('listJobLogs', { params: { jobId } });

    expect(messagesIn(answer)).toEqual(['Read the sample.', 'Measured.']);
  });

  test('is 404 for a job that is not there', async () => {
    expect((await app().call('listJobLogs', { params: { jobId: 'nobody' } })).status).toBe(404);
  });
});
