import type { Assumed } from './assumptions.ts';
import type { RunCost } from './measured-run.ts';

export interface Scale {
  readonly models: number;
  readonly runsPerDay: number;
}

/** What a system of this size asks of each service. */
export interface Demand {
  readonly runsPerSecond: number;
  readonly peakRunsPerSecond: number;
  readonly requestUnitsPerSecond: number;
  readonly peakRequestUnitsPerSecond: number;
  /** Of the container `jobs`, the busiest; the rest is shared by the others. */
  readonly jobsThroughput: number;
  readonly databaseGb: number;
  readonly stabilityGbPerYear: number;
  /** Of the container `jobs`. */
  readonly physicalPartitions: number;
  readonly runsPerModelAndDay: number;
  readonly peakMessagesPerSecond: number;
  readonly peakBusOperationsPerSecond: number;
  readonly peakTurnsPerSecond: number;
  readonly peakActionsPerSecond: number;
  /** Queues, tables and leases of the Azure Storage backend. */
  readonly peakStorageRequestsPerSecond: number;
  readonly peakBlobRequestsPerSecond: number;
  readonly instances: number;
  readonly cores: number;
  readonly resultsGb: number;
  readonly telemetryGbPerMonth: number;
  /** How long the audit takes to look at every job. */
  readonly auditRoundMinutes: number;
}

const DAY_SECONDS = 86_400;
const DAYS_A_MONTH = 30;
const KB_A_GB = 1e6;
/** Of a physical partition of Cosmos DB. */
const PARTITION_GB = 50;
const PARTITION_REQUEST_UNITS = 10_000;
/** Autoscale is set in thousands. */
const THROUGHPUT_STEP = 1_000;

/** Pure arithmetic over counts and assumptions. */
export function demandOf(scale: Scale, run: RunCost, assumed: Assumed): Demand {
  const runsPerSecond = scale.runsPerDay / DAY_SECONDS;
  const peak = runsPerSecond * assumed.peakFactor.value;
  const stored = storage(scale, assumed);
  const units = requestUnits({ runsPerSecond, peak }, run, { assumed, jobsGb: stored.jobsGb });
  const instances = Math.ceil(
    (peak * assumed.cpuSecondsPerRun.value) / (assumed.coresPerInstance.value * assumed.headroom.value),
  );
  return {
    ...{ runsPerSecond, peakRunsPerSecond: peak, ...units, ...stored },
    runsPerModelAndDay: scale.runsPerDay / scale.models,
    peakMessagesPerSecond: peak * run.messages,
    peakBusOperationsPerSecond: peak * run.busOperations,
    peakTurnsPerSecond: peak * run.turns,
    peakActionsPerSecond: peak * (run.turns + run.activities),
    peakStorageRequestsPerSecond: peak * (run.queueOperations + run.tableTransactions),
    peakBlobRequestsPerSecond: peak * (run.blobReads + run.blobWrites),
    ...{ instances, cores: instances * assumed.coresPerInstance.value },
    telemetryGbPerMonth: (scale.runsPerDay * DAYS_A_MONTH * assumed.telemetryKbPerRun.value) / KB_A_GB,
    auditRoundMinutes: scale.models / assumed.auditedPerMinute.value,
  };
}

function storage({ models, runsPerDay }: Scale, assumed: Assumed) {
  const jobsGb =
    (runsPerDay * assumed.runRetentionDays.value * assumed.runDocumentKb.value +
      models * assumed.jobDocumentKb.value) /
    KB_A_GB;
  const logsGb = (runsPerDay * assumed.logRetentionDays.value * assumed.logDocumentKb.value) / KB_A_GB;
  const stabilityGbPerYear = (runsPerDay * 365 * assumed.stabilityDocumentKb.value) / KB_A_GB;
  return {
    ...{ jobsGb, stabilityGbPerYear, databaseGb: jobsGb + logsGb + stabilityGbPerYear },
    resultsGb: (runsPerDay * assumed.resultRetentionDays.value * assumed.resultBlobKb.value) / KB_A_GB,
  };
}

/** The dispatcher's query asks every physical partition, and their number follows from what is asked and stored. */
function requestUnits(
  { runsPerSecond, peak }: { readonly runsPerSecond: number; readonly peak: number },
  run: RunCost,
  { assumed, jobsGb }: { readonly assumed: Assumed; readonly jobsGb: number },
) {
  const audit = (assumed.auditedPerMinute.value * assumed.requestUnitsPerAudit.value) / 60;
  const requests = assumed.apiRequestsPerSecond.value * assumed.requestUnitsPerRequest.value;
  const byRuns = (perSecond: number) => perSecond * run.requestUnits;
  const work = byRuns(peak) + audit + requests;
  const physicalPartitions = Math.max(
    Math.ceil(jobsGb / PARTITION_GB),
    Math.ceil(work / assumed.headroom.value / PARTITION_REQUEST_UNITS),
  );
  const dispatch =
    (physicalPartitions * assumed.dispatchesPerMinute.value * assumed.requestUnitsPerPass.value) / 60;
  const peakRequestUnitsPerSecond = work + dispatch;
  return {
    requestUnitsPerSecond: byRuns(runsPerSecond) + audit + requests / assumed.peakFactor.value + dispatch,
    ...{ peakRequestUnitsPerSecond, physicalPartitions },
    jobsThroughput:
      Math.ceil(peakRequestUnitsPerSecond / assumed.headroom.value / THROUGHPUT_STEP) * THROUGHPUT_STEP,
  };
}
