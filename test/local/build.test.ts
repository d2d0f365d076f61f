import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { FolderAssets } from '../../shared/adapters/files/folder-assets.ts';
import { WorkerNumberThreads } from '../../shared/adapters/threads/worker-number-threads.ts';
import { DOCS_PACKAGE_FILES } from '../../shared/contracts/http/documentation.ts';

const ROOT = join(import.meta.dirname, '../..');
const BUNDLE = join(ROOT, 'dist/functions/main.js');

/** The native libraries of DuckDB that a fresh process has loaded once it has imported a file. */
async function duckDbLibrariesAfter(file: string): Promise<readonly string[]> {
  const settings: unknown = JSON.parse(readFileSync(join(ROOT, 'local.settings.example.json'), 'utf8'));
  const { Values } = z.object({ Values: z.record(z.string(), z.string()) }).parse(settings);
  const key = Buffer.alloc(64).toString('base64');
  const env = {
    ...{ ...Values, COSMOS__accountKey: key },
    SERVICE_BUS: `Endpoint=sb://127.0.0.1/;SharedAccessKeyName=x;SharedAccessKey=${key}`,
    STORAGE: `DefaultEndpointsProtocol=http;AccountName=x;AccountKey=${key};BlobEndpoint=http://127.0.0.1/x;`,
  };
  const script = `
    await import(${JSON.stringify(file)});
    console.log('\\nLIBRARIES ' + JSON.stringify(process.report.getReport().sharedObjects));
    process.exit();`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    env,
  });
  const line = /^LIBRARIES (.*)$/m.exec(stdout)?.[1] ?? '';
  return z
    .array(z.string())
    .parse(JSON.parse(line))
    .filter((path) => path.includes('duckdb'));
}

describe('the built app', () => {
  test('has DuckDB and its native library beside it', () => {
    const api = createRequire(BUNDLE).resolve('@duckdb/node-api');
    const bindings = createRequire(api).resolve('@duckdb/node-bindings');
    const native = createRequire(bindings).resolve(
      `@duckdb/node-bindings-${process.platform}-${process.arch}/duckdb.node`,
    );

    for (const path of [api, bindings, native])
      expect(path).toContain(join(ROOT, 'dist/functions/node_modules'));
  });

  test('has the code of its counting thread beside it', async () => {
    const entry = pathToFileURL(join(ROOT, 'dist/functions/number-counting.js'));
    const threads = new WorkerNumberThreads({ processors: 2, entry });
    const thread = await threads.start(new AbortController().signal);

    expect(thread).toBeDefined();
    thread?.close();
  });

  test('has the files of the docs page beside it, with their licence', async () => {
    const assets = new FolderAssets(pathToFileURL(join(ROOT, 'dist/functions/docs-page/')));

    for (const name of [...DOCS_PACKAGE_FILES, 'LICENSE', 'NOTICE']) {
      expect((await assets.read(name))?.bytes.length, name).toBeGreaterThan(0);
    }
  });

  test('starts without loading DuckDB', async () => {
    expect(await duckDbLibrariesAfter(BUNDLE)).toEqual([]);
  });

  test('loads DuckDB no earlier than the first Parquet file', async () => {
    const adapter = join(ROOT, 'shared/adapters/duckdb/duckdb-parquet-decoder.ts');

    expect(await duckDbLibrariesAfter(adapter)).toEqual([]);
    expect(await duckDbLibrariesAfter(join(ROOT, 'node_modules/@duckdb/node-api/lib/index.js'))).not.toEqual(
      [],
    );
  });
});
