import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { DOCS_PACKAGE_FILES } from '../shared/contracts/http/documentation.ts';
import { appVersion } from './packaging/app-version.ts';
import { writeBuildReport, type BuildReport } from './packaging/build-report.ts';
import { bundleFilesOf } from './packaging/bundle-files.ts';
import { removeOldFiles } from './packaging/remove-old-files.ts';
import { slimPackages } from './packaging/slim-packages.ts';
import { placeFiles } from './place-files.ts';
import { placePackages } from './place-packages.ts';
import { buildWebPage } from './web-page/build-web-page.ts';

const require = createRequire(import.meta.url);

/** The repository's root folder. */
const ROOT = fileURLToPath(new URL('..', import.meta.url));

const OUT = 'dist/functions';

/** Where the app finds the web page: beside the bundle. */
export const WEB_PAGE = `${OUT}/web-page`;

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

/** A process of an older build may still load its parts; none runs for so long on one machine. */
const KEPT_FOR_MS = 7 * 24 * 60 * 60_000;

/**
 * Bundles the function app into `dist/functions/main.js` and its thread beside it, deployed with host.json, package.json
 * and the packages, files and the web page that are placed there. `@azure/functions-core` is left out: the host brings it.
 *
 * What the app imports when it needs it (`import()`) is a file of its own in `chunks`, named by its content, so that a
 * start reads a quarter of it all: reading is most of what a start costs. White space goes for the same reason; names
 * stay, because stack traces on Azure show them as they are.
 */
export async function buildApp(): Promise<BuildReport> {
  const [built] = await Promise.all([bundleApp(), buildWebPage({ root: ROOT, target: WEB_PAGE })]);
  await writeBuildReport(ROOT, built);
  return built;
}

async function bundleApp(): Promise<BuildReport> {
  const version = await appVersion(ROOT);
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ENTRIES,
    outdir: OUT,
    chunkNames: 'chunks/[name]-[hash]',
    ...{ bundle: true, splitting: true, minifySyntax: true, minifyWhitespace: true },
    ...{ platform: 'node', target: 'node24', format: 'esm', metafile: true },
    ...{ sourcemap: 'linked', sourcesContent: false },
    // Node writes the whole line of an error that nobody has caught: not megabytes.
    lineLimit: 160,
    external: ['@azure/functions-core', ...PLACED_PACKAGES],
    // This SDK does not tell Node of its ES modules; its others come twice if they are required by one and imported by the rest.
    alias: { '@azure/service-bus': '@azure/service-bus/dist-esm/src/index.js' },
    plugins: [slimPackages],
    // Many packages are CommonJS: they use `require` and the names of their place, which an ES module has to make.
    banner: { js: BANNER },
    define: {
      ...{ __dirname: 'appDirname', __filename: 'appFilename' },
      APP_VERSION: JSON.stringify(version),
    },
    logLevel: 'warning',
  });
  await placePackages(PLACED_PACKAGES, { root: ROOT, target: OUT });
  const docsPackage = dirname(require.resolve('swagger-ui-dist/package.json'));
  await placeFiles(DOCS_FILES, { from: docsPackage, to: join(ROOT, OUT, 'docs-page') });
  await removeOldFiles(join(ROOT, OUT, 'chunks'), KEPT_FOR_MS);
  const placed = [`${OUT}/docs-page`, `${OUT}/node_modules`, WEB_PAGE];
  return { version, bundle: bundleFilesOf(metafile), placed };
}

if (import.meta.main) await buildApp();
