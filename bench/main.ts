import { parseArgs } from 'node:util';
import { benchApi } from './api.ts';
import { benchCollections } from './collections.ts';
import { benchFleets } from './fleets.ts';
import { benchLocal } from './local.ts';
import { benchPackage } from './package.ts';
import { benchPage } from './page.ts';
import { benchCost } from './schedule/cost-per-run.ts';
import { benchMetrics } from './metrics.ts';
import { benchSchedule } from './schedule/bench-schedule.ts';
import { benchStability } from './stability.ts';
import { benchModels } from './stability-models.ts';
import { benchTelemetry } from './telemetry.ts';
import { benchWholePath } from './whole-path.ts';

const USAGE =
  'npm run bench -- [stability] [models] [whole-path] [local] [schedule] [collections] [api] [metrics] [fleets] [package] [page] [cost] [telemetry] [--rows N] [--repeats N] [--jobs N] [--models N] [--record]';

const SUITES: Readonly<Record<string, (options: Options) => void | Promise<void>>> = {
  stability: benchStability,
  models: benchModels,
  'whole-path': benchWholePath,
  local: benchLocal,
  schedule: benchSchedule,
  collections: benchCollections,
  api: benchApi,
  fleets: benchFleets,
  package: benchPackage,
  page: benchPage,
  cost: benchCost,
  metrics: benchMetrics,
  telemetry: benchTelemetry,
};

interface Options {
  readonly record: boolean;
  readonly rows: number;
  readonly repeats: number;
  readonly jobs: number;
  readonly models: number;
}

const { suites, ...options } = readOptions();
console.log(`Node ${process.version}, ${process.platform} ${process.arch}`);
for (const suite of suites) {
  console.log('');
  await SUITES[suite]?.(options);
}
process.exit();

function readOptions(): Options & { readonly suites: readonly string[] } {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rows: { type: 'string', default: '1000000' },
      repeats: { type: 'string', default: '5' },
      jobs: { type: 'string', default: '10000' },
      models: { type: 'string', default: '2000' },
      record: { type: 'boolean', default: false },
    },
  });
  const counts = {
    ...{ rows: Number(values.rows), repeats: Number(values.repeats) },
    ...{ jobs: Number(values.jobs), models: Number(values.models) },
  };
  const suites = positionals.length === 0 ? Object.keys(SUITES) : positionals;
  const numbers = Object.values(counts).every((value) => Number.isSafeInteger(value) && value > 0);
  if (numbers && suites.every((suite) => suite in SUITES))
    return { ...counts, record: values.record, suites };
  console.error(`Suites are ${Object.keys(SUITES).join(', ')}; numbers are whole and above 0: ${USAGE}`);
  process.exit(2);
}
