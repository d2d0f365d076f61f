import { beforeEach, describe, expect, test } from 'vitest';
import type { JobId } from '../../../shared/domain/job/job-id.ts';
import { Unavailable } from '../../../shared/domain/errors.ts';
import { alertsOf, failedRunOf, incidentsOf, writeJob, writeRun } from '../../support/alert-world.ts';
import { exampleAlertRule } from '../../support/example-alert.ts';
import { at, jobIdFrom } from '../../support/example-job.ts';
import { exampleReportJob } from '../../support/example-report-job.ts';
import { createMemoryWorld, type MemoryWorld } from '../../support/memory/memory-world.ts';

const DUE = at('2026-03-01T06:00:00Z');
const POISONED = jobIdFrom('poisoned');

/** A world in which one job ends in this fault whenever it is read. */
function worldWith(fault: Error): MemoryWorld {
  const world = createMemoryWorld('2026-03-01T06:01:00Z');
  const read = world.jobs.get.bind(world.jobs);
  world.jobs.get = async (jobId: JobId) => {
    if (jobId === POISONED) throw fault;
    return read(jobId);
  };
  return world;
}

let world: MemoryWorld;

async function failBoth(): Promise<void> {
  for (const jobId of [POISONED, jobIdFrom('sales')]) {
    const job = exampleReportJob({ jobId, task: { resource: jobId } });
    writeJob(world, job);
    writeRun(world, failedRunOf(job, DUE));
  }
}

describe('a job that cannot be read', () => {
  beforeEach(async () => {
    world = worldWith(new TypeError('Its kind is of a newer version.'));
    await alertsOf(world).raise();
    await world.alertRules.create(exampleAlertRule({ groupBy: 'job' }));
  });

  test('keeps no other from being told of, and is told of itself', async () => {
    await failBoth();

    await alertsOf(world).pass();

    expect(
      incidentsOf(world)
        .map(({ causes }) => causes[0]?.subject)
        .sort(),
    ).toEqual([...['job:poisoned', 'job:sales']]);
    expect(world.log.errors).toContain('A job cannot be read; alerts go on without it.');
  });
});

test('a store that does not answer is asked again: nothing is skipped', async () => {
  world = worldWith(new Unavailable('Away.'));
  await alertsOf(world).raise();
  await world.alertRules.create(exampleAlertRule());
  await failBoth();

  await expect(alertsOf(world).raise()).rejects.toThrow(Unavailable);
});
