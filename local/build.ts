import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { placePackages } from './place-packages.ts';

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

/**
 * Bundles the function app into `dist/functions/main.js` and its thread beside it, deployed with host.json, package.json
 * and the packages that are placed there. `@azure/functions-core` is left out: the host brings it.
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
}

if (import.meta.main) await buildApp();
