import { beforeEach, describe, expect, test } from 'vitest';
import { toFailed } from '../../../shared/domain/run/run-transitions.ts';
import { exampleJob } from '../../support/example-job.ts';
import { registerIn } from '../../support/memory/memory-app.ts';
import { createMemoryWorld, storeRunningRun, type MemoryWorld } from '../../support/memory/memory-world.ts';
import { readExposition } from '../../support/metrics/read-exposition.ts';
import { present } from '../../support/present.ts';
import type { Answer, RecordingRegistry } from '../../support/recording-registry.ts';

const STREAM = 'the "first"\n\\ stream';

let world: MemoryWorld;
let app: RecordingRegistry;

beforeEach(async () => {
  world = createMemoryWorld('2026-03-01T06:00:00Z');
  app = registerIn(world);
  await app.tick('followRuns');
  const running = await storeRunningRun(world, exampleJob({ valueStream: STREAM }));
  const { version } = present(await world.runs.get(running.runId));
  const failure = { reason: 'timed-out', message: 'It took too long.' } as const;
  const run = toFailed(running, failure, world.clock.now() + 1_000);
  await world.jobs.commit({ jobId: run.jobId, runs: [{ value: run, ifVersion: version }] });
  await app.tick('followRuns');
});

function scrape(accept?: string, of = app): Promise<Answer> {
  return of.call('readMetrics', accept === undefined ? {} : { headers: { accept } });
}

describe('GET /api/metrics', () => {
  test('answers in the text format, for nobody to keep', async () => {
    const { status, headers } = await scrape();

    expect([status, headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    expect([headers.get('cache-control'), headers.get('vary')]).toEqual(['no-store', 'Accept']);
  });

  test('has what was counted, what there is, and that nothing was left out', async () => {
    const families = readExposition((await scrape()).text, 'text');

    expect(families.get('evenkeel_runs_finished_total')?.samples).toContainEqual({
      name: 'evenkeel_runs_finished_total',
      labels: { value_stream: STREAM, kind: 'stability', state: 'failed' },
      value: 1,
    });
    expect(families.get('evenkeel_jobs')?.samples).toMatchObject([
      { labels: { value_stream: STREAM }, value: 1 },
    ]);
    expect(families.get('evenkeel_runs_lateness_seconds')?.type).toBe('histogram');
    expect(
      Object.fromEntries(
        families.get('evenkeel_scrape_errors')?.samples.map(({ labels, value }) => [labels['part'], value]) ??
          [],
      ),
    ).toEqual({ statistics: 0, jobs: 0, runs: 0, audit: 0, alerts: 0 });
  });

  test.each([
    ['application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1', 'openMetrics'],
    ['text/plain;version=0.0.4;q=0.5,application/openmetrics-text;version=1.0.0;q=0.1', 'text'],
    ['*/*', 'text'],
  ] as const)('answers %s as %s', async (accept, form) => {
    const { headers, text } = await scrape(accept);

    const isOpen = headers.get('content-type')?.startsWith('application/openmetrics-text; version=1.0.0');
    expect(isOpen).toBe(form === 'openMetrics');
    expect(readExposition(text, form).size).toBeGreaterThan(5);
  });

  test('is the same from another instance, which has followed nothing', async () => {
    const other = registerIn(world);

    expect((await scrape(undefined, other)).text).toBe((await scrape()).text);
  });
});
