import { readFileSync } from 'node:fs';
import { z } from 'zod';

const stepSchema = z.object({
  cosmosRequests: z.number(),
  requestUnits: z.number(),
  blobReads: z.number(),
  blobWrites: z.number(),
});

const measuredSchema = z.object({
  measuredOn: z.iso.date(),
  runs: z.number().positive(),
  steps: z.record(z.enum(['dispatch', 'claim', 'work', 'finish']), stepSchema),
  serviceBus: z.object({
    sends: z.number(),
    transfers: z.number(),
    deliveries: z.number(),
    settlements: z.number(),
    managementRequests: z.number(),
  }),
  durable: z.object({
    activities: z.number(),
    turns: z.number(),
    historyEvents: z.number(),
    queueOperations: z.number(),
    tableTransactions: z.number(),
    executions: z.number(),
  }),
});

/** What runs asked of the services when `npm run bench -- cost --record` drove them through the local system. */
export type MeasuredRuns = z.infer<typeof measuredSchema>;

/** What one run asks of the services. */
export interface RunCost {
  /** By what it is for, in the order of a run's life. */
  readonly steps: readonly {
    readonly name: string;
    readonly cosmosRequests: number;
    readonly requestUnits: number;
    readonly blobReads: number;
    readonly blobWrites: number;
  }[];
  readonly cosmosRequests: number;
  readonly requestUnits: number;
  readonly blobReads: number;
  readonly blobWrites: number;
  readonly messages: number;
  readonly busOperations: number;
  readonly activities: number;
  readonly turns: number;
  readonly historyEvents: number;
  readonly queueOperations: number;
  readonly tableTransactions: number;
  /** Of functions: turns, activities, and the one that takes the message. */
  readonly executions: number;
}

/** Reads what was recorded. */
export function readMeasuredRuns(): MeasuredRuns {
  const file = new URL('measured-run.json', import.meta.url);
  return measuredSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** The share of one run. */
export function toRunCost({ runs, steps, serviceBus, durable }: MeasuredRuns): RunCost {
  const each = Object.entries(steps).map(([name, step]) => ({
    name,
    cosmosRequests: step.cosmosRequests / runs,
    requestUnits: step.requestUnits / runs,
    blobReads: step.blobReads / runs,
    blobWrites: step.blobWrites / runs,
  }));
  const sum = (figure: 'cosmosRequests' | 'requestUnits' | 'blobReads' | 'blobWrites') =>
    each.reduce((total, step) => total + step[figure], 0);
  const { sends, deliveries, settlements, managementRequests } = serviceBus;
  return {
    steps: each,
    ...{ cosmosRequests: sum('cosmosRequests'), requestUnits: sum('requestUnits') },
    ...{ blobReads: sum('blobReads'), blobWrites: sum('blobWrites') },
    messages: sends / runs,
    busOperations: (sends + deliveries + settlements + managementRequests) / runs,
    // The orchestration is that of one run already.
    ...durable,
    executions: durable.executions + 1,
  };
}
