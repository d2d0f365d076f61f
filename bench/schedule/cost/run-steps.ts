import type { HttpExchange } from './http-relay.ts';
import { chargeOf, kindOf } from './cosmos-exchange.ts';

export const RUN_STEPS = ['dispatch', 'claim', 'work', 'finish'] as const;

export type RunStep = (typeof RUN_STEPS)[number];

export interface StepTally {
  cosmosRequests: number;
  requestUnits: number;
  blobReads: number;
  blobWrites: number;
}

/** An exchange with one of the two services that speak HTTP. */
export interface ServiceExchange {
  readonly service: 'cosmos' | 'blob';
  readonly exchange: HttpExchange;
}

/**
 * Shares out what was asked while runs went through their life.
 *
 * The dispatcher's are told by time: `dispatched` many came before it was done. After that a job's requests follow each
 * other: its claim ends with the write that says `running`, its work with the upload of its detail. What names no job
 * counts to the work.
 */
export function tallySteps(
  exchanges: readonly ServiceExchange[],
  dispatched: number,
): Readonly<Record<RunStep, StepTally>> {
  const tallies = { dispatch: nothing(), claim: nothing(), work: nothing(), finish: nothing() };
  const stepOfJob = new Map<string, RunStep>();
  exchanges.forEach(({ service, exchange }, index) => {
    const job = service === 'cosmos' ? partitionOf(exchange) : detailOwner(exchange);
    const step = index < dispatched ? 'dispatch' : stepAt(stepOfJob, job);
    add(tallies[step], { service, exchange });
    if (job === undefined || index < dispatched) return;
    if (step === 'claim' && isWrite(exchange) && exchange.requestBody.includes('"running"')) {
      stepOfJob.set(job, 'work');
    }
    if (service === 'blob' && isWrite(exchange)) stepOfJob.set(job, 'finish');
  });
  return tallies;
}

function stepAt(stepOfJob: ReadonlyMap<string, RunStep>, job: string | undefined): RunStep {
  return job === undefined ? 'work' : (stepOfJob.get(job) ?? 'claim');
}

function nothing(): StepTally {
  return { cosmosRequests: 0, requestUnits: 0, blobReads: 0, blobWrites: 0 };
}

function add(tally: StepTally, { service, exchange }: ServiceExchange): void {
  if (service === 'blob') {
    tally[isWrite(exchange) ? 'blobWrites' : 'blobReads'] += 1;
    return;
  }
  if (!exchange.path.includes('/docs') || kindOf(exchange) === 'queryPlans') return;
  tally.cosmosRequests += 1;
  tally.requestUnits += chargeOf(exchange);
}

function isWrite({ method }: HttpExchange): boolean {
  return ['POST', 'PUT', 'PATCH', 'DELETE'].includes(method);
}

/** Partition keys are job ids, or model ids that are the same. */
function partitionOf({ requestHeaders }: HttpExchange): string | undefined {
  return /^\["(.*)"\]$/.exec(String(requestHeaders['x-ms-documentdb-partitionkey'] ?? ''))?.[1];
}

function detailOwner({ path }: HttpExchange): string | undefined {
  return /\/results\/([^/]+)\//.exec(decodeURIComponent(path))?.[1];
}
