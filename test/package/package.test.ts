import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readBuildReport, type BuildReport } from '../../local/packaging/build-report.ts';
import { loadedWith } from '../../local/packaging/bundle-files.ts';
import { measureColdLoad, type ColdLoad } from '../../local/packaging/measure-cold-load.ts';
import { MAX_ZIPPED_BYTES, packageApp, type PackedApp } from '../../local/packaging/package-app.ts';
import { readZip, type ZipEntry } from '../../local/packaging/read-zip.ts';

const ROOT = join(import.meta.dirname, '../..');
const ENTRY = 'dist/functions/main.js';

/** Packages that an instance may never need, or not before it works: each is behind an `import()`. */
const LOADED_AT_FIRST_USE = [
  ...['snowflake-sdk', '@duckdb/node-api', '@duckdb/node-bindings', 'apache-arrow', 'moment-timezone'],
  ...['graphql', 'graphql-yoga', '@graphql-tools/utils', '@escape.tech/graphql-armor-cost-limit', 'yaml'],
  ...['@azure/identity', '@azure/msal-node', '@azure/msal-common'],
  ...['nodemailer', '@azure/communication-email', '@azure/monitor-opentelemetry-exporter'],
  ...['@opentelemetry/sdk-trace-base', '@opentelemetry/sdk-metrics', '@opentelemetry/sdk-logs'],
  ...['@opentelemetry/exporter-trace-otlp-proto', '@opentelemetry/otlp-transformer', 'protobufjs'],
];

/** What is read at each start; a millisecond for each 30 kB. */
const MAX_BYTES_AT_START = 4_500_000;

let folder: string;
let report: BuildReport;
let packed: PackedApp;
let entries: readonly ZipEntry[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'package-'));
  report = await readBuildReport(ROOT);
  const file = join(folder, 'package.zip');
  // How well it is packed is of no interest here; how fast is.
  packed = await packageApp({ root: ROOT, report }, file, { compressionLevel: 1 });
  entries = readZip(readFileSync(file));
  for (const entry of entries) {
    const path = join(folder, 'app', entry.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, entry.read());
  }
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function textOf(path: string): string {
  return readFileSync(join(folder, 'app', path), 'utf8');
}

function ownTexts(): readonly string[] {
  return entries
    .map(({ path }) => path)
    .filter((path) => path.endsWith('.js') || path.endsWith('.json'))
    .map(textOf);
}

describe('the package, unpacked into an empty folder', () => {
  let loaded: ColdLoad;

  beforeAll(async () => {
    loaded = await measureColdLoad(join(folder, 'app', ENTRY));
  });

  test('is loaded with the settings of a deployed app, and registers what the app registers from here', async () => {
    const here = await measureColdLoad(join(ROOT, ENTRY));

    expect(loaded.functions).toEqual(here.functions);
    expect(loaded.functions).toContain('dispatchDueRuns');
    expect(new Set(loaded.functions).size).toBe(loaded.functions.length);
  });

  test('names its entry, and nothing to run or to install', () => {
    const manifest: unknown = JSON.parse(textOf('package.json'));

    expect(manifest).toEqual({
      ...{ name: 'evenkeel', version: packed.version.replace(/\+.*$/, ''), type: 'module', main: ENTRY },
      private: true,
    });
  });

  test('decodes Parquet with the library that it brings', async () => {
    const script = `
      const { DuckDBInstance } = await import(${JSON.stringify(join(folder, 'app/dist/functions/node_modules/@duckdb/node-api/lib/index.js'))});
      const connection = await (await DuckDBInstance.create(':memory:')).connect();
      console.log((await connection.runAndReadAll('select 6 * 7')).getRows().join());
      process.exit();`;

    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);

    expect(stdout.trim()).toBe('42');
  });

  test('has all that it loads at first use', () => {
    const paths = new Set(entries.map(({ path }) => path));
    const imported = ownTexts().flatMap((text) =>
      Array.from(text.matchAll(/import\("\.\/(chunks\/)?([\w-]+\.js)"\)/g), (match) => match[2] ?? ''),
    );

    expect(imported.length).toBeGreaterThan(3);
    for (const name of imported) expect(paths).toContain(`dist/functions/chunks/${name}`);
  });
});

describe('the package', () => {
  test('holds the app and what is placed beside it, and nothing else', () => {
    const kinds = new Set(
      entries.map(({ path }) =>
        path.replace(/^(dist\/functions\/(?:chunks|docs-page|web-page|node_modules\/[\w@-]+))\/.*/, '$1'),
      ),
    );

    expect([...kinds].sort()).toEqual([
      'dist/functions/chunks',
      'dist/functions/docs-page',
      'dist/functions/main.js',
      'dist/functions/node_modules/@duckdb',
      'dist/functions/node_modules/detect-libc',
      'dist/functions/number-counting.js',
      'dist/functions/web-page',
      'host.json',
      'package.json',
    ]);
    expect(entries.filter(({ path }) => /\.(map|ts|md|pem|key|env)$|settings/.test(path))).toEqual([]);
  });

  test('is made of this app and its packages, not of what is for one machine or for tests', () => {
    const mapSchema = z.object({ sources: z.array(z.string()) });
    const own = Object.keys(report.bundle)
      .flatMap((path) => mapSchema.parse(JSON.parse(readFileSync(join(ROOT, `${path}.map`), 'utf8'))).sources)
      .filter((source) => !source.includes('node_modules/') && !source.includes(':'))
      .map((source) => source.replace(/^(\.\.\/)+/, ''));

    expect(own.length).toBeGreaterThan(100);
    expect(own.filter((source) => !/^(functions|shared)\//.test(source))).toEqual([]);
  });

  test('tells nothing of the machine that made it', () => {
    const words = [ROOT, `${homedir()}/`];

    for (const word of words) {
      expect(
        ownTexts().some((text) => text.includes(word)),
        word,
      ).toBe(false);
    }
  });

  test('holds no key but the one of the storage emulator that everybody knows', () => {
    const keys = ownTexts().flatMap((text) =>
      Array.from(
        text.matchAll(
          /(?:AccountKey|SharedAccessKey|sig)=([\w+/%]{30,}=*)|-----BEGIN [A-Z ]*PRIVATE KEY-----\s*[\w+/]{30}/g,
        ),
        (match) => match[1] ?? match[0],
      ),
    );

    expect(keys.filter((key) => !key.startsWith('Eby8vdM02xNOcqF'))).toEqual([]);
  });

  test('is refused without the library of the platform', async () => {
    const light = { ...report, placed: [] };

    await expect(packageApp({ root: ROOT, report: light }, join(folder, 'light.zip'))).rejects.toThrow(
      'DuckDB for Linux',
    );
  });

  test('is below its bound, by much', () => {
    expect(packed.zippedBytes).toBeLessThan(MAX_ZIPPED_BYTES);
  });
});

describe('a start', () => {
  test('reads no more than it may', () => {
    const atStart = packed.parts.find(({ part }) => part === 'loaded at start');

    expect(atStart?.bytes).toBeLessThan(MAX_BYTES_AT_START);
  });

  test.each(LOADED_AT_FIRST_USE)('does not load %s', (name) => {
    const files = [...loadedWith(ENTRY, report.bundle)];

    expect(files.filter((file) => (report.bundle[file]?.bytesByPackage[name] ?? 0) > 0)).toEqual([]);
  });
});
