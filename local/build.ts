import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { DOCS_PACKAGE_FILES } from '../shared/contracts/http/documentation.ts';
import { placeFiles } from './place-files.ts';
import { placePackages } from './place-packages.ts';

const require = createRequire(import.meta.url);

/** The repository's root folder. */
const ROOT = fileURLToPath(new URL('..', import.meta.url));

const BANNER = [
  "import { createRequire as makeRequire } from 'node:module';",
  'const require = makeRequire(import.meta.url);',
  'const appDirname = import.meta.dirname, appFilename = import.meta.filename;',
].join('\n');

/**
 * Packages that are deployed beside the bundle: DuckDB is a native library of some 70 MB, which is loaded when the
 * first Parquet file comes.
 */
const PLACED_PACKAGES = ['@duckdb/node-api'];

/** The app, and the thread that it starts, which it finds beside itself. */
const ENTRIES = {
  main: 'functions/main.ts',
  'number-counting': 'shared/adapters/threads/number-counting.ts',
};

/** What is served by the docs page, and the terms that it comes under. */
const DOCS_FILES = [...DOCS_PACKAGE_FILES, 'LICENSE', 'NOTICE'];

/**
 * Bundles the function app into `dist/functions/main.js` and its thread beside it, deployed with host.json, package.json
 * and the packages and files that are placed there. `@azure/functions-core` is left out: the host brings it.
 */
export async function buildApp(): Promise<void> {
  await build({
    absWorkingDir: ROOT,
    entryPoints: ENTRIES,
    outdir: 'dist/functions',
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    sourcemap: 'linked',
    sourcesContent: false,
    external: ['@azure/functions-core', ...PLACED_PACKAGES],
    // The SDKs are CommonJS: they use `require` and the names of their place, which an ES module has to make.
    banner: { js: BANNER },
    define: { __dirname: 'appDirname', __filename: 'appFilename' },
    logLevel: 'warning',
  });
  await placePackages(PLACED_PACKAGES, { root: ROOT, target: 'dist/functions' });
  const docsPackage = dirname(require.resolve('swagger-ui-dist/package.json'));
  await placeFiles(DOCS_FILES, { from: docsPackage, to: join(ROOT, 'dist/functions/docs-page') });
}

if (import.meta.main) await buildApp();
