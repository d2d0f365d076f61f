import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { importJobsContract } from '../../../shared/contracts/http/imports.ts';
import { scheduleJobRequest } from '../../../shared/contracts/http/schedule-job.ts';
import { IMPORT_FORMATS } from '../../../shared/domain/import/imported-job.ts';
import { registerIn } from '../../support/memory/memory-app.ts';
import { createMemoryWorld, type MemoryWorld } from '../../support/memory/memory-world.ts';
import { present } from '../../support/present.ts';
import { problemBody, type Answer, type RecordingRegistry } from '../../support/recording-registry.ts';

const answerBody = present(importJobsContract.answers[200]?.schema).pipe(
  z.object({
    jobs: z.array(z.looseObject({ definition: z.looseObject({}) })),
    problems: z.array(z.unknown()),
  }),
);

const TEXTS = {
  crontab: 'CRON_TZ=Europe/London\n30 6 * * 1-5 /opt/drift.sh\n@daily b\n0~30 * * * * c',
  'kubernetes-cronjob':
    'kind: CronJob\nmetadata: {name: drift}\nspec:\n  schedule: "@every 90m"\n  startingDeadlineSeconds: 60\n',
  databricks:
    '{"name":"drift","max_retries":3,"timeout_seconds":60,"schedule":{"quartz_cron_expression":"0 0 6 * * ?","timezone_id":"UTC"}}',
  'azure-timer': '{"bindings":[{"type":"timerTrigger","name":"t","schedule":"0 */5 * * * *"}]}',
} as const;

const TASK = { resource: 'sales', baseUrl: 'https://reports.example.com' };

let world: MemoryWorld;
let app: RecordingRegistry;

beforeEach(() => {
  world = createMemoryWorld('2026-03-01T00:00:00Z');
  app = registerIn(world);
});

function post(body: unknown): Promise<Answer> {
  return app.call('importJobs', {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

describe('POST /api/imports', () => {
  test.each(IMPORT_FORMATS)('answers drafts of %s that can be scheduled as they are', async (format) => {
    const defaults = { valueStream: 'retention', kind: 'report-collection', task: TASK };

    const answer = await post({ format, text: TEXTS[format], defaults });

    expect(answer.status).toBe(200);
    const { jobs, problems } = answerBody.parse(answer.json);
    expect(problems).toEqual([]);
    expect(jobs.length).toBeGreaterThan(0);
    for (const { definition } of jobs) expect(scheduleJobRequest.safeParse(definition).error).toBeUndefined();
  });

  test('stores nothing', async () => {
    await post({ format: 'crontab', text: TEXTS.crontab, defaults: { valueStream: 'retention' } });

    expect(world.memory.jobs.all()).toEqual([]);
  });

  test('leaves the kind and the task out where no default says them, and says so', async () => {
    const { json } = await post({
      ...{ format: 'crontab', text: '0 6 * * * a', defaults: { valueStream: 'retention' } },
    });

    expect(JSON.stringify(json)).toContain('must be added: the text does not tell what to run here');
    expect(answerBody.parse(json).jobs[0]?.definition).not.toHaveProperty('task');
  });

  test('tells timers in code from a function.json', async () => {
    const text = 'app.timer("nightly", { schedule: "0 0 2 * * *" });';

    const { json } = await post({ format: 'azure-timer', text, defaults: { valueStream: 'retention' } });

    expect(json).toMatchObject({ jobs: [{ name: 'nightly', source: { line: 1 } }], problems: [] });
  });

  test('tells the faults of a text beside what could be read', async () => {
    const text = `${TEXTS['kubernetes-cronjob']}---\na: [\n`;

    const { json } = await post({
      format: 'kubernetes-cronjob',
      text,
      defaults: { valueStream: 'retention' },
    });

    expect(json).toMatchObject({ jobs: [{ name: 'drift' }], problems: [{ line: 8 }] });
  });

  test('refuses a request with every fault', async () => {
    const { status, json } = await post({
      format: 'quartz',
      defaults: { timeZone: 'Mars/Olympus', kind: 1 },
    });

    expect(status).toBe(400);
    expect(problemBody.parse(json).errors?.map(({ pointer }) => pointer)).toEqual([
      ...['/format', '/text', '/defaults/valueStream', '/defaults/timeZone', '/defaults/kind'],
    ]);
  });

  test('refuses a text that is too long', async () => {
    const { status } = await post({
      ...{ format: 'crontab', text: ' '.repeat(1024 * 1024 + 1), defaults: { valueStream: 'retention' } },
    });

    expect(status).toBe(400);
  });

  test('answers whatever the text is', async () => {
    const text = fc.oneof(
      fc.string({ minLength: 1 }),
      fc.constantFrom(...Object.values(TEXTS)),
      fc.json(),
      fc
        .tuple(fc.constantFrom(...Object.values(TEXTS)), fc.nat(200), fc.string())
        .map(([of, at, piece]) => of.slice(0, at) + piece + of.slice(at)),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...IMPORT_FORMATS), text, async (format, given) => {
        const answer = await post({ format, text: given, defaults: { valueStream: 'retention' } });

        expect(answer.status).toBe(200);
        answerBody.parse(answer.json);
      }),
      { numRuns: 150 },
    );
  });
});
