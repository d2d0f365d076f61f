import { beforeEach, describe, expect, test } from 'vitest';
import { Unavailable } from '../../../shared/domain/errors.ts';
import {
  alertsOf,
  failedRunOf,
  incidentsOf,
  succeededRunOf,
  writeJob,
  writeRun,
} from '../../support/alert-world.ts';
import { exampleAlertRule } from '../../support/example-alert.ts';
import { at } from '../../support/example-job.ts';
import { exampleReportJob } from '../../support/example-report-job.ts';
import { createMemoryWorld, type MemoryWorld } from '../../support/memory/memory-world.ts';
import { present } from '../../support/present.ts';

const DUE = at('2026-03-01T06:00:00Z');
const MINUTE = 60_000;
const [POISONED, SALES] = ['poisoned', 'sales'].map((jobId) =>
  exampleReportJob({ jobId, task: { resource: jobId } }),
);

let world: MemoryWorld;
let alerts: ReturnType<typeof alertsOf>;

/** Reading one incident by its name ends in this from now on. */
function poison(fault: Error): string {
  const poisoned = incidentsOf(world).find(({ causes }) => causes[0]?.subject === 'job:poisoned');
  const { incidentId } = present(poisoned);
  const read = world.incidents.get.bind(world.incidents);
  world.incidents.get = async (id: string) => {
    if (id === incidentId) throw fault;
    return read(id);
  };
  return incidentId;
}

async function bothSucceed(): Promise<void> {
  for (const job of [present(POISONED), present(SALES)]) writeRun(world, succeededRunOf(job, DUE + MINUTE));
  world.clock.moveTo('2026-03-01T06:03:00Z');
}

beforeEach(async () => {
  world = createMemoryWorld('2026-03-01T06:01:00Z');
  alerts = alertsOf(world);
  await alerts.raise();
  await world.alertRules.create(exampleAlertRule({ groupBy: 'job' }));
  for (const job of [present(POISONED), present(SALES)]) {
    writeJob(world, job);
    writeRun(world, failedRunOf(job, DUE));
  }
  await alerts.raise();
});

describe('an incident that cannot be read', () => {
  test('keeps no other from being resolved, nor what happens later from being told', async () => {
    poison(new TypeError('Written by a newer version.'));
    await bothSucceed();
    await alerts.raise();
    writeRun(world, failedRunOf(present(SALES), DUE + 2 * MINUTE));
    await alerts.raise();

    const ofSales = incidentsOf(world).filter(({ causes }) => causes[0]?.subject === 'job:sales');
    expect(ofSales.map(({ state }) => state)).toEqual(['resolved', 'open']);
    expect(world.log.errors).toContain('What has recovered in an incident could not be recorded.');
  });

  test('is not passed by when it is the store that does not answer', async () => {
    poison(new Unavailable('Away.'));
    await bothSucceed();

    await expect(alerts.raise()).rejects.toThrow(Unavailable);
  });
});
