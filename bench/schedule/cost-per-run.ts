import { writeFile } from 'node:fs/promises';
import { buildApp } from '../../local/build.ts';
import { costAnswer, type CostAnswer } from './cost-case.ts';
import {
  BLOB_READ_USD,
  BLOB_WRITE_USD,
  COSMOS_REQUEST_UNIT_USD,
  FUNCTION_EXECUTION_USD,
  QUEUE_OPERATION_USD,
  SERVICE_BUS_OPERATION_USD,
  TABLE_TRANSACTION_USD,
} from './cost/prices.ts';
import { RUN_STEPS, type RunStep } from './cost/run-steps.ts';
import { printTable } from './print-table.ts';
import { runCase } from './run-case.ts';

/** Where infra/scale-plan has what a run asks for. */
const RECORD = new URL('../../infra/scale-plan/measured-run.json', import.meta.url);

const TOGETHER = 100;
const TIMEOUT_MS = 5 * 60_000;
const MILLION = 1e6;

/** What one run asks of the services, counted and priced; prints a table for a run alone and one among many. */
export async function benchCostPerRun(): Promise<CostAnswer> {
  console.log('Cost of a run, counted between relays; request units as the stand-in models them');
  const count = async (runs: number) => runCase({ name: 'cost', input: { runs } }, costAnswer, TIMEOUT_MS);
  const alone = await count(1);
  console.log('  alone');
  printCost(alone);
  const many = await count(TOGETHER);
  console.log(`  each of ${TOGETHER} due at one instant`);
  printCost(many);
  console.log(
    '  list prices of East US in dollars (bench/schedule/cost/prices.ts), without base charges and memory time',
  );
  return many;
}

/** The cost of a run alone, by command; `record` keeps that of a run among many for the scale plan. */
export async function benchCost({ record }: { readonly record: boolean }): Promise<void> {
  await buildApp();
  const many = await benchCostPerRun();
  if (!record) return;
  const measuredOn = new Date().toISOString().slice(0, 10);
  await writeFile(RECORD, `${JSON.stringify({ measuredOn, ...many }, undefined, 2)}\n`);
  console.log('Recorded; npm run scale-plan -- --write puts it into docs/scale-plan.md.');
}

/** Of one run. */
interface StepCost {
  readonly name: string;
  readonly cosmosRequests: number;
  readonly requestUnits: number;
  readonly serviceBusOperations: number;
  readonly blobReads: number;
  readonly blobWrites: number;
  readonly historyEvents: number;
  readonly queueOperations: number;
  readonly tableTransactions: number;
  readonly executions: number;
}

function printCost(answer: CostAnswer): void {
  const steps = toSteps(answer);
  const heading = [
    'step',
    'Cosmos',
    'RU',
    'Service Bus',
    'blob r/w',
    'history',
    'queue',
    'table',
    'functions',
    'USD/million',
  ];
  printTable(heading, [...steps, sumOf(steps)].map(toCells));
  const { transfers, sends } = answer.serviceBus;
  console.log(`  ${sends} messages were sent in ${transfers} transfers; each message counts as an operation`);
}

/** The starter's execution belongs to the claim, the orchestration's to itself. */
function toSteps({ runs, steps, serviceBus, durable }: CostAnswer): readonly StepCost[] {
  const bus: Readonly<Record<RunStep, number>> = {
    dispatch: serviceBus.sends,
    claim: serviceBus.deliveries + serviceBus.settlements + serviceBus.managementRequests,
    work: 0,
    finish: 0,
  };
  const nothing = { historyEvents: 0, queueOperations: 0, tableTransactions: 0, executions: 0 };
  const counted = RUN_STEPS.map((name) => {
    const { cosmosRequests, requestUnits, blobReads, blobWrites } = steps[name];
    return {
      ...{ name, ...nothing },
      cosmosRequests: cosmosRequests / runs,
      requestUnits: requestUnits / runs,
      blobReads: blobReads / runs,
      blobWrites: blobWrites / runs,
      serviceBusOperations: bus[name] / runs,
      executions: name === 'claim' ? 1 : 0,
    };
  });
  const { historyEvents, queueOperations, tableTransactions, executions } = durable;
  const orchestration = { historyEvents, queueOperations, tableTransactions, executions };
  const none = { cosmosRequests: 0, requestUnits: 0, serviceBusOperations: 0, blobReads: 0, blobWrites: 0 };
  return [...counted, { name: 'orchestration', ...none, ...orchestration }];
}

function sumOf(steps: readonly StepCost[]): StepCost {
  const sum = (figure: keyof Omit<StepCost, 'name'>): number =>
    steps.reduce((total, step) => total + step[figure], 0);
  return {
    name: 'a run',
    cosmosRequests: sum('cosmosRequests'),
    requestUnits: sum('requestUnits'),
    serviceBusOperations: sum('serviceBusOperations'),
    blobReads: sum('blobReads'),
    blobWrites: sum('blobWrites'),
    historyEvents: sum('historyEvents'),
    queueOperations: sum('queueOperations'),
    tableTransactions: sum('tableTransactions'),
    executions: sum('executions'),
  };
}

function toCells(step: StepCost): readonly string[] {
  const figures = [step.historyEvents, step.queueOperations, step.tableTransactions, step.executions];
  return [
    step.name,
    toShort(step.cosmosRequests),
    step.requestUnits.toFixed(1),
    toShort(step.serviceBusOperations),
    `${toShort(step.blobReads)}/${toShort(step.blobWrites)}`,
    ...figures.map(toShort),
    priceOf(step).toFixed(2),
  ];
}

/** Dollars for a million runs. */
function priceOf(step: StepCost): number {
  return (
    MILLION *
    (step.requestUnits * COSMOS_REQUEST_UNIT_USD +
      step.serviceBusOperations * SERVICE_BUS_OPERATION_USD +
      step.blobReads * BLOB_READ_USD +
      step.blobWrites * BLOB_WRITE_USD +
      step.queueOperations * QUEUE_OPERATION_USD +
      step.tableTransactions * TABLE_TRANSACTION_USD +
      step.executions * FUNCTION_EXECUTION_USD)
  );
}

/** A whole number as it is, any other with two digits. */
function toShort(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(2);
}
