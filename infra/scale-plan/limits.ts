import type { Assumed } from './assumptions.ts';
import type { Demand } from './demand.ts';

/** Something that holds only so much. */
export interface Limit {
  readonly what: string;
  readonly limit: number;
  readonly demand: number;
  readonly unit: string;
  /** What is turned when it is reached. */
  readonly knob: string;
  readonly source: string;
}

/** What is there with the defaults of infra/main.bicep and host.json, the tightest first. */
export function limitsOf(demand: Demand, assumed: Assumed): readonly Limit[] {
  return [...computeLimits(demand), ...messagingLimits(demand), ...storageLimits(demand, assumed)].toSorted(
    (one, other) => headroomOf(one) - headroomOf(other),
  );
}

/** How many times the demand fits in; below 1 it does not. */
export function headroomOf({ limit, demand }: Limit): number {
  return limit / demand;
}

function computeLimits({ instances, cores, peakTurnsPerSecond, peakActionsPerSecond }: Demand): Limit[] {
  return [
    {
      ...{ what: 'Instances of the app', limit: 40, demand: instances, unit: 'instances' },
      knob: '`maximumInstanceCount` (to 1,000); fewer with less to count: samples, pushdown into Snowflake',
      source: 'infra/main.bicep',
    },
    {
      ...{ what: 'Cores of a subscription in a region', limit: 250, demand: cores, unit: 'cores' },
      knob: 'a quota request; a second region or subscription',
      source: 'Flex Consumption, default quota',
    },
    {
      ...{ what: 'Control queues of Durable on Azure Storage', limit: 4 * 25, demand: peakTurnsPerSecond },
      unit: 'turns/s',
      knob: '`storageProvider.partitionCount` 16 in a new task hub, four times as much; then Durable Task Scheduler (`durableBackend`)',
      source: '4 partitions by default; 25 turns/s each are assumed, measure it',
    },
    {
      ...{ what: 'Durable Task Scheduler, Consumption', limit: 500, demand: peakActionsPerSecond },
      ...{
        unit: 'actions/s',
        knob: '`schedulerSku` Dedicated, 2,000 a second for each unit',
        source: 'its limits',
      },
    },
  ];
}

function messagingLimits({ peakBusOperationsPerSecond, peakRunsPerSecond }: Demand): Limit[] {
  return [
    {
      ...{ what: 'Service Bus, Standard', limit: 1_000, demand: peakBusOperationsPerSecond },
      ...{ unit: 'operations/s', knob: '`serviceBusSku` Premium, then `serviceBusCapacity`' },
      source: 'its throttling credits, 1,000 a second',
    },
    {
      ...{ what: 'The dispatcher, one at a time', limit: 120, demand: peakRunsPerSecond, unit: 'runs/s' },
      knob: '`spreadSeconds` of jobs that are due together; a longer `dispatchLookAheadSeconds` gives it more time',
      source: '10,000 runs in 79 s on two shared cores (docs/scheduling.md)',
    },
  ];
}

function storageLimits(demand: Demand, assumed: Assumed): Limit[] {
  return [
    {
      ...{ what: 'Throughput of container `jobs`', limit: 4_000, demand: demand.peakRequestUnitsPerSecond },
      ...{
        unit: 'RU/s',
        knob: '`cosmosThroughput` autoscale, `cosmosJobsMaxThroughput`',
        source: 'infra/main.bicep',
      },
    },
    {
      ...{ what: 'Host storage account, when Durable is on it', limit: 20_000 },
      ...{ demand: demand.peakStorageRequestsPerSecond, unit: 'requests/s' },
      ...{ knob: 'Durable Task Scheduler (`durableBackend`)', source: 'limits of a storage account' },
    },
    {
      ...{ what: 'Data storage account', limit: 20_000, demand: demand.peakBlobRequestsPerSecond },
      ...{
        unit: 'requests/s',
        knob: 'a quota request for the account',
        source: 'limits of a storage account',
      },
    },
    {
      ...{ what: 'A round of the audit', limit: 48 * 60, demand: demand.auditRoundMinutes, unit: 'minutes' },
      knob: '`auditJobsPerPass`; it looks back over 48 hours',
      source: `${assumed.auditedPerMinute.value} jobs a minute`,
    },
  ];
}
