import { ASSUMPTIONS } from './assumptions.ts';
import { costsOf, totalOf } from './costs.ts';
import { demandOf, type Demand, type Scale } from './demand.ts';
import { headroomOf, limitsOf } from './limits.ts';
import { toRunCost, type MeasuredRuns, type RunCost } from './measured-run.ts';
import { PRICES, PRICES_AS_OF } from './prices.ts';

/** The tables of the plan in Markdown, by the names that docs/scale-plan.md has for their places. */
export function planSections(scale: Scale, measured: MeasuredRuns): ReadonlyMap<string, string> {
  const run = toRunCost(measured);
  const assumed = ASSUMPTIONS;
  const demand = demandOf(scale, run, assumed);
  const costs = costsOf(scale, run, { demand, assumed });
  return new Map([
    ['run', runSection(run, measured)],
    ['demand', demandSection(scale, demand)],
    [
      'limits',
      table(
        ['what', 'limit', 'at the peak', 'fits', 'knob', 'limit from'],
        limitsOf(demand, assumed).map((each) => [
          each.what,
          `${grouped(each.limit)} ${each.unit}`,
          `${grouped(each.demand)} ${each.unit}`,
          `${headroomOf(each).toFixed(1)} x`,
          each.knob,
          each.source,
        ]),
      ),
    ],
    [
      'costs',
      table(
        ['component', 'USD a month', 'from'],
        [
          ...costs.map(({ component, usd, from }) => [component, grouped(usd), from]),
          [
            'all',
            grouped(totalOf(costs)),
            `${((totalOf(costs) / (scale.runsPerDay * 30)) * 1e6).toFixed(0)} for a million runs`,
          ],
        ],
      ),
    ],
    ['assumptions', assumptionSection()],
    ['prices', priceSection()],
  ]);
}

function runSection(run: RunCost, { runs, measuredOn }: MeasuredRuns): string {
  const steps = run.steps.map(({ name, cosmosRequests, requestUnits, blobReads, blobWrites }) => [
    ...[name, short(cosmosRequests), requestUnits.toFixed(1), `${short(blobReads)} / ${short(blobWrites)}`],
  ]);
  const all = [short(run.cosmosRequests), run.requestUnits.toFixed(1)];
  return [
    table(
      ['step', 'Cosmos requests', 'RU', 'blob reads / writes'],
      [...steps, ['a run', ...all, `${short(run.blobReads)} / ${short(run.blobWrites)}`]],
    ),
    `Besides: ${short(run.busOperations)} operations of Service Bus (${short(run.messages)} message), ` +
      `${run.turns} turns and ${run.activities} activities of the orchestration with ${run.historyEvents} history events, ` +
      `${run.queueOperations} queue operations and ${run.tableTransactions} table transactions where Durable is on Azure Storage, ` +
      `${run.executions} executions of functions. Counted on ${measuredOn} for each of ${runs} runs.`,
  ].join('\n\n');
}

function demandSection({ models, runsPerDay }: Scale, demand: Demand): string {
  return table(
    ['what', 'average', 'at the peak'],
    [
      ['runs a second', demand.runsPerSecond.toFixed(1), demand.peakRunsPerSecond.toFixed(1)],
      ['RU a second', grouped(demand.requestUnitsPerSecond), grouped(demand.peakRequestUnitsPerSecond)],
      ['messages a second', demand.runsPerSecond.toFixed(1), demand.peakMessagesPerSecond.toFixed(1)],
      ['turns of orchestrations a second', '', grouped(demand.peakTurnsPerSecond)],
      ["requests to the host's storage a second", '', grouped(demand.peakStorageRequestsPerSecond)],
      ['requests to blobs a second', '', grouped(demand.peakBlobRequestsPerSecond)],
      ['instances of the app', '', grouped(demand.instances)],
      ['autoscale maximum of container `jobs`, RU/s', '', grouped(demand.jobsThroughput)],
      ['physical partitions of container `jobs`', grouped(demand.physicalPartitions), ''],
      ['database after a year, GB', grouped(demand.databaseGb), ''],
      ['of it stability records, GB a year', grouped(demand.stabilityGbPerYear), ''],
      ['results in blobs after a year, GB', grouped(demand.resultsGb), ''],
      [
        `runs of a model a day (${grouped(runsPerDay)} of ${grouped(models)} models)`,
        short(demand.runsPerModelAndDay),
        '',
      ],
      ['minutes for a round of the audit', grouped(demand.auditRoundMinutes), ''],
    ],
  );
}

function assumptionSection(): string {
  return table(
    ['assumption', 'value', 'means', 'because'],
    Object.entries(ASSUMPTIONS).map(([name, { value, unit, means, source }]) => [
      ...[`\`${name}\``, `${grouped(value)} ${unit}`.trim(), means, source],
    ]),
  );
}

function priceSection(): string {
  const rows = Object.entries(PRICES).map(([name, { usd, per }]) => [`\`${name}\``, String(usd), per]);
  return `${table(['price', 'USD', 'for'], rows)}\n\nAs of ${PRICES_AS_OF}.`;
}

function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = heading.map((title, column) =>
    Math.max(3, title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(heading), rule, ...rows.map(line)].join('\n');
}

/** Whole numbers with commas, below 10 with what matters of their fraction. */
function grouped(value: number): string {
  return value < 10 && !Number.isInteger(value)
    ? String(Number(value.toPrecision(2)))
    : Math.round(value).toLocaleString('en');
}

function short(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(2);
}
