import type { Assumed } from './assumptions.ts';
import type { Demand, Scale } from './demand.ts';
import type { RunCost } from './measured-run.ts';
import { PRICES } from './prices.ts';

/** What one component costs a month, in US dollars at list prices. */
export interface MonthlyCost {
  readonly component: string;
  readonly usd: number;
  readonly from: string;
}

const DAYS = 30;
const HOURS = 730;
const MILLION = 1e6;
const INCLUDED_OPERATIONS = 13e6;
/** Autoscale bills a tenth of its maximum at least. */
const LEAST_SHARE = 0.1;
/** RU/s: the maximum of a container may not be set lower than its data asks for, used or not. */
const LEAST_MAXIMUM_PER_GB = 10;

/** The bill of a month in one region, the largest first; with a year's records in the database. */
export function costsOf(
  scale: Scale,
  run: RunCost,
  { demand, assumed }: { readonly demand: Demand; readonly assumed: Assumed },
): readonly MonthlyCost[] {
  const runs = scale.runsPerDay * DAYS;
  return [
    ...databaseCosts(demand, assumed),
    ...functionCosts(runs, run, assumed),
    serviceBusCost(runs, run),
    ...storageCosts(runs, run, demand),
    {
      ...{ component: 'Log Analytics', usd: demand.telemetryGbPerMonth * PRICES.logs.usd },
      from: `${Math.round(demand.telemetryGbPerMonth)} GB`,
    },
  ].toSorted((one, other) => other.usd - one.usd);
}

/** Of all components. */
export function totalOf(costs: readonly MonthlyCost[]): number {
  return costs.reduce((sum, { usd }) => sum + usd, 0);
}

function databaseCosts(
  { requestUnitsPerSecond, jobsThroughput, databaseGb, stabilityGbPerYear }: Demand,
  { hourlyMaximum }: Assumed,
): MonthlyCost[] {
  const used = Math.max(requestUnitsPerSecond * hourlyMaximum.value, jobsThroughput * LEAST_SHARE);
  const kept = stabilityGbPerYear * LEAST_MAXIMUM_PER_GB * LEAST_SHARE;
  return [
    {
      component: 'Cosmos DB, throughput',
      usd: ((used + kept) / 100) * HOURS * PRICES.cosmosAutoscale.usd,
      from: `${grouped(used)} RU/s in the average hour, and ${grouped(kept)} that a year of stability records asks for at least`,
    },
    {
      ...{ component: 'Cosmos DB, storage', usd: databaseGb * PRICES.cosmosStorage.usd },
      from: `${grouped(databaseGb)} GB after a year`,
    },
  ];
}

function functionCosts(
  runs: number,
  run: RunCost,
  { cpuSecondsPerRun, memoryGb, headroom }: Assumed,
): MonthlyCost[] {
  const gbSeconds = (runs * cpuSecondsPerRun.value * memoryGb.value) / headroom.value;
  return [
    {
      ...{ component: 'Functions, memory', usd: gbSeconds * PRICES.functionsMemory.usd },
      from: `${Math.round(gbSeconds / MILLION)} million GB-s`,
    },
    {
      component: 'Functions, executions',
      usd: ((runs * run.executions) / MILLION) * PRICES.functionsExecutions.usd,
      from: `${Math.round((runs * run.executions) / MILLION)} million`,
    },
  ];
}

function serviceBusCost(runs: number, run: RunCost): MonthlyCost {
  const operations = runs * run.busOperations;
  const charged = Math.max(0, operations - INCLUDED_OPERATIONS);
  return {
    component: 'Service Bus, Standard',
    usd: PRICES.serviceBusBase.usd + (charged / MILLION) * PRICES.serviceBusOperations.usd,
    from: `${Math.round(operations / MILLION)} million operations`,
  };
}

function storageCosts(runs: number, run: RunCost, { resultsGb }: Demand): MonthlyCost[] {
  const per10k = (count: number, { usd }: { readonly usd: number }) => ((runs * count) / 10_000) * usd;
  const durable =
    per10k(run.queueOperations, PRICES.queueOperations) +
    per10k(run.tableTransactions, PRICES.tableTransactions);
  return [
    {
      component: 'Blobs, requests',
      usd: per10k(run.blobReads, PRICES.blobReads) + per10k(run.blobWrites, PRICES.blobWrites),
      from: `${run.blobReads} reads and ${run.blobWrites} writes a run`,
    },
    {
      ...{ component: 'Blobs, capacity', usd: resultsGb * PRICES.blobStorage.usd },
      from: `${grouped(resultsGb)} GB after a year`,
    },
    {
      ...{ component: 'Durable on Azure Storage', usd: durable },
      from: `${run.queueOperations} queue operations and ${run.tableTransactions} table transactions a run`,
    },
  ];
}

function grouped(value: number): string {
  return Math.round(value).toLocaleString('en');
}
