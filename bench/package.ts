import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { buildApp } from '../local/build.ts';
import { loadedWith } from '../local/packaging/bundle-files.ts';
import type { BuildReport } from '../local/packaging/build-report.ts';
import { measureColdLoad, type ColdLoad } from '../local/packaging/measure-cold-load.ts';
import { MAX_ZIPPED_BYTES, packageApp, type PackedApp } from '../local/packaging/package-app.ts';
import { printTable } from './schedule/print-table.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ENTRY = 'dist/functions/main.js';

/** The start of an instance is waited for by whoever called; this is the app's part of it. */
const MAX_COLD_LOAD_MS = 400;

/** Packages that are told of, of those that are loaded at start. */
const MOST_PACKAGES = 12;

/** What the entry is compared with; each is loaded in the same round, so that all have the same machine. */
const CASES = {
  entry: `${ROOT}${ENTRY}`,
  sdks: fileURLToPath(new URL('package/bare-sdks.ts', import.meta.url)),
  nothing: fileURLToPath(new URL('package/nothing.ts', import.meta.url)),
};

/** How large the deployed package is, and what loading it costs in a fresh process. */
export async function benchPackage({ repeats }: { readonly repeats: number }): Promise<void> {
  const report = await buildApp();
  const packed = await packageApp({ root: ROOT, report }, `${ROOT}dist/package.zip`);
  printSizes(packed);
  printAtStart(report);
  const loads = await measureLoads(Math.max(7, repeats));
  printLoads(loads);
  const medianMs = quantile(elapsed(loads.entry), 0.5);
  printVerdict(
    medianMs < MAX_COLD_LOAD_MS,
    `cold load ${Math.round(medianMs)} ms, bound ${MAX_COLD_LOAD_MS} ms`,
  );
  const sizes = `zipped ${megabytes(packed.zippedBytes)}, bound ${megabytes(MAX_ZIPPED_BYTES)}`;
  printVerdict(packed.zippedBytes < MAX_ZIPPED_BYTES, sizes);
}

type Loads = Readonly<Record<keyof typeof CASES, readonly ColdLoad[]>>;

async function measureLoads(rounds: number): Promise<Loads> {
  const loads = {
    entry: new Array<ColdLoad>(),
    sdks: new Array<ColdLoad>(),
    nothing: new Array<ColdLoad>(),
  };
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of ['entry', 'sdks', 'nothing'] as const) {
      const load = await measureColdLoad(CASES[name]);
      // The first round brings the files into memory.
      if (round > 0) loads[name].push(load);
    }
  }
  return loads;
}

function printSizes({ version, parts, zippedBytes }: PackedApp): void {
  console.log(`The package of Evenkeel ${version}`);
  const rows = parts.map(({ part, files, bytes, zippedBytes: zipped }) => [
    ...[part, String(files), megabytes(bytes), megabytes(zipped)],
  ]);
  const files = parts.reduce((sum, part) => sum + part.files, 0);
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  printTable(
    ['part', 'files', 'size', 'zipped'],
    [...rows, ['all', String(files), megabytes(bytes), megabytes(zippedBytes)]],
  );
}

function printAtStart({ bundle }: BuildReport): void {
  const bytes = new Map<string, number>();
  for (const file of loadedWith(ENTRY, bundle)) {
    for (const [name, its] of Object.entries(bundle[file]?.bytesByPackage ?? {})) {
      bytes.set(name, (bytes.get(name) ?? 0) + its);
    }
  }
  const largest = [...bytes].toSorted(([, one], [, other]) => other - one).slice(0, MOST_PACKAGES);
  console.log('\nLoaded at start, the largest of it');
  printTable(
    ['', 'kB'],
    largest.map(([name, its]) => [name === 'own' ? 'the app itself' : name, String(Math.round(its / 1000))]),
  );
}

function printLoads(loads: Loads): void {
  console.log(
    `\nLoading in a fresh process, ${loads.entry.length} times each, without the start of Node itself`,
  );
  const sdksMs = quantile(elapsed(loads.sdks), 0.5);
  const row = (name: string, its: readonly ColdLoad[]) => [
    name,
    ...[0, 0.5, 1].map((share) => String(Math.round(quantile(elapsed(its), share)))),
    String(
      Math.round(
        quantile(
          its.map(({ cpuMs }) => cpuMs),
          0.5,
        ),
      ),
    ),
    `${(quantile(elapsed(its), 0.5) / sdksMs).toFixed(2)} x`,
  ];
  printTable(
    ['', 'min ms', 'median ms', 'max ms', 'CPU ms', 'against the SDKs'],
    [
      row('the entry', loads.entry),
      row('its SDKs, not bundled', loads.sdks),
      row('an empty file', loads.nothing),
    ],
  );
  const [minute = NaN] = loadavg();
  console.log(
    `  load average ${minute.toFixed(1)}: on a busy machine the time tells of the machine, the ratio of the app`,
  );
}

function elapsed(loads: readonly ColdLoad[]): readonly number[] {
  return loads.map(({ elapsedMs }) => elapsedMs);
}

function printVerdict(holds: boolean, what: string): void {
  console.log(`${holds ? 'OK' : 'MISSED'}: ${what}`);
}

function quantile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((one, other) => one - other);
  return sorted[Math.round((sorted.length - 1) * share)] ?? NaN;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}
