import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import * as benchPrices from '../../../bench/schedule/cost/prices.ts';
import { ASSUMPTIONS, type Assumed } from '../../../infra/scale-plan/assumptions.ts';
import { costsOf, totalOf } from '../../../infra/scale-plan/costs.ts';
import { demandOf } from '../../../infra/scale-plan/demand.ts';
import { fillSections } from '../../../infra/scale-plan/fill-sections.ts';
import { headroomOf, limitsOf } from '../../../infra/scale-plan/limits.ts';
import { PLANNED } from '../../../infra/scale-plan/main.ts';
import { readMeasuredRuns, toRunCost, type RunCost } from '../../../infra/scale-plan/measured-run.ts';
import { planSections } from '../../../infra/scale-plan/plan-sections.ts';
import { PRICES } from '../../../infra/scale-plan/prices.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** Round numbers, to be reckoned with by hand. */
const RUN: RunCost = {
  steps: [],
  ...{ cosmosRequests: 8, requestUnits: 100, blobReads: 2, blobWrites: 2 },
  ...{ messages: 1, busOperations: 3, activities: 3, turns: 4, historyEvents: 16 },
  ...{ queueOperations: 20, tableTransactions: 10, executions: 8 },
};

/** 100 runs a second at the peak, 50 on average. */
const SCALE = { models: 1_000, runsPerDay: 4_320_000 };

function assuming(values: Partial<Record<keyof Assumed, number>>, base: Assumed = ASSUMPTIONS): Assumed {
  const replaced = Object.entries(values).map(
    ([name, value]) => [name, { ...ASSUMPTIONS.headroom, value }] as const,
  );
  return { ...base, ...Object.fromEntries(replaced) };
}

const ROUND = assuming({
  ...{
    peakFactor: 2,
    hourlyMaximum: 1,
    headroom: 0.5,
    cpuSecondsPerRun: 2,
    memoryGb: 2,
    coresPerInstance: 1,
  },
  ...{ runDocumentKb: 10, stabilityDocumentKb: 1, resultBlobKb: 100, jobDocumentKb: 0 },
  ...{ runRetentionDays: 10, resultRetentionDays: 1, dispatchesPerMinute: 60, requestUnitsPerPass: 1 },
  ...{
    auditedPerMinute: 600,
    requestUnitsPerAudit: 10,
    apiRequestsPerSecond: 10,
    requestUnitsPerRequest: 10,
  },
  telemetryKbPerRun: 1,
});

describe('demandOf', () => {
  const demand = demandOf(SCALE, RUN, ROUND);

  test('has the runs of a second from those of a day', () => {
    expect(demand.runsPerSecond).toBe(50);
    expect(demand.peakRunsPerSecond).toBe(100);
    expect(demand.peakTurnsPerSecond).toBe(400);
    expect(demand.peakStorageRequestsPerSecond).toBe(3_000);
  });

  test('has processors for the counting, half of them to spare', () => {
    expect(demand.instances).toBe(400);
  });

  test('adds the audit, the API and the dispatcher, for each partition, to the runs', () => {
    // 432 GB of runs are 9 partitions of 50 GB: 9 RU a second for a dispatcher that looks every second.
    expect(demand.physicalPartitions).toBe(9);
    expect(demand.peakRequestUnitsPerSecond).toBe(10_000 + 100 + 100 + 9);
    expect(demand.requestUnitsPerSecond).toBe(5_000 + 100 + 50 + 9);
    expect(demand.jobsThroughput).toBe(21_000);
  });

  test('has as many partitions as the throughput needs where the data need fewer', () => {
    const busy = demandOf({ ...SCALE, runsPerDay: 43_200_000 }, RUN, assuming({ runDocumentKb: 0.1 }, ROUND));

    // 1,000 runs of 100 RU a second and some, of which half may be used, in partitions of 10,000.
    expect(busy.physicalPartitions).toBe(21);
  });

  test('has what is stored', () => {
    expect(demand.resultsGb).toBe(432);
    expect(demand.stabilityGbPerYear).toBeCloseTo(1_576.8);
    expect(demand.telemetryGbPerMonth).toBeCloseTo(129.6);
  });
});

describe('costsOf', () => {
  test('prices each component by what it is asked for', () => {
    const demand = demandOf(SCALE, RUN, ROUND);
    const costs = costsOf(SCALE, RUN, { demand, assumed: ROUND });
    const usd = Object.fromEntries(costs.map((cost) => [cost.component, Math.round(cost.usd)]));

    // 129.6 million runs a month.
    expect(usd['Functions, executions']).toBe(Math.round(129.6 * 8 * 0.4));
    expect(usd['Functions, memory']).toBe(Math.round((129.6e6 * 2 * 2 * 0.000026) / 0.5));
    expect(usd['Service Bus, Standard']).toBe(Math.round(10 + (129.6 * 3 - 13) * 0.8));
    expect(usd['Cosmos DB, throughput']).toBe(Math.round(((5_159 + 1_576.8) / 100) * 730 * 0.012));
    expect(totalOf(costs)).toBeCloseTo(costs.reduce((sum, cost) => sum + cost.usd, 0));
    expect(costs[0]?.component).toBe('Functions, memory');
  });

  test('charges a tenth of the maximum where nothing is asked', () => {
    const demand = { ...demandOf(SCALE, RUN, ROUND), requestUnitsPerSecond: 0, stabilityGbPerYear: 0 };
    const cost = costsOf(SCALE, RUN, { demand, assumed: ROUND }).find(({ component }) =>
      component.endsWith('throughput'),
    );

    expect(cost?.usd).toBeCloseTo((2_100 / 100) * 730 * 0.012);
  });
});

describe('limitsOf', () => {
  test('has the tightest first', () => {
    const headrooms = limitsOf(demandOf(SCALE, RUN, ROUND), ROUND).map(headroomOf);

    expect(headrooms).toEqual(headrooms.toSorted((one, other) => one - other));
    expect(headrooms[0]).toBeLessThan(1);
  });

  test.skipIf(!existsSync(join(ROOT, 'infra/main.bicep')))(
    'starts from the defaults of the infrastructure',
    () => {
      const text = readFileSync(join(ROOT, 'infra/main.bicep'), 'utf8');
      const limits = limitsOf(demandOf(SCALE, RUN, ROUND), ROUND);
      const defaultOf = (name: string) =>
        Number(new RegExp(`^param ${name} int = (\\d+)$`, 'm').exec(text)?.[1]);
      const limitOf = (what: string) => limits.find((limit) => limit.what === what)?.limit;

      expect(limitOf('Instances of the app')).toBe(defaultOf('maximumInstanceCount'));
      expect(limitOf('Throughput of container `jobs`')).toBe(defaultOf('cosmosJobsMaxThroughput'));
      expect(ASSUMPTIONS.auditedPerMinute.value).toBe(defaultOf('auditJobsPerPass'));
      expect(ASSUMPTIONS.memoryGb.value * 1024).toBe(defaultOf('instanceMemoryMB'));
    },
  );
});

describe('the counts of a run', () => {
  test('are those of one, with the orchestration as it is', () => {
    const measured = readMeasuredRuns();
    const run = toRunCost(measured);

    expect(run.cosmosRequests * measured.runs).toBeCloseTo(
      Object.values(measured.steps).reduce((sum, step) => sum + step.cosmosRequests, 0),
    );
    expect(run.executions).toBe(measured.durable.executions + 1);
  });

  test('are of several runs, each with its message, its claim and its result', () => {
    const { steps, messages, blobWrites } = toRunCost(readMeasuredRuns());

    expect(messages).toBe(1);
    expect(blobWrites).toBeGreaterThanOrEqual(1);
    expect(steps.map(({ name }) => name)).toEqual(['dispatch', 'claim', 'work', 'finish']);
    for (const step of steps) expect(step.cosmosRequests, step.name).toBeGreaterThanOrEqual(1);
  });
});

describe('the prices', () => {
  test('are those of the benchmark where it has them', () => {
    const { serviceBusOperations, blobReads, blobWrites, queueOperations, tableTransactions } = PRICES;

    expect([serviceBusOperations.usd / 1e6, queueOperations.usd / 1e4, tableTransactions.usd / 1e4]).toEqual([
      benchPrices.SERVICE_BUS_OPERATION_USD,
      benchPrices.QUEUE_OPERATION_USD,
      benchPrices.TABLE_TRANSACTION_USD,
    ]);
    expect([blobReads.usd / 1e4, blobWrites.usd / 1e4]).toEqual([
      benchPrices.BLOB_READ_USD,
      benchPrices.BLOB_WRITE_USD,
    ]);
  });
});

describe('docs/scale-plan.md', () => {
  test('has the tables of the plan as it is today', () => {
    const document = readFileSync(join(ROOT, 'docs/scale-plan.md'), 'utf8');

    const today = fillSections(document, planSections(PLANNED, readMeasuredRuns()));

    expect(document, 'npm run scale-plan -- --write').toBe(today);
  });
});

describe('fillSections', () => {
  const place = (name: string, text: string) => `<!-- scale-plan: ${name} -->\n${text}<!-- end -->`;

  test('replaces what is between the marks, and nothing else', () => {
    const filled = fillSections(
      `a\n${place('one', 'old')}\nb ${place('two', '')}`,
      new Map([
        ['one', '1'],
        ['two', '2'],
      ]),
    );

    expect(filled).toBe(`a\n${place('one', '\n1\n\n')}\nb ${place('two', '\n2\n\n')}`);
  });

  test.each([
    ['a place without a text', place('other', ''), "nothing for 'other'"],
    ['a text without a place', '', 'no place for one'],
  ])('refuses %s', (_what, document, message) => {
    expect(() => fillSections(document, new Map([['one', '1']]))).toThrow(message);
  });
});

describe('package.json', () => {
  test('has the commands that the plan names', () => {
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));

    for (const name of ['scale-plan', 'bench', 'record-orchestrations']) expect(scripts).toHaveProperty(name);
  });
});
