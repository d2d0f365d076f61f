import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The repository's root folder. */
const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Bundles the function app into `dist/functions/main.js`, the one file that is deployed with host.json and
 * package.json. `@azure/functions-core` is left out: the host brings it.
 */
export async function buildApp(): Promise<void> {
  await build({
    absWorkingDir: ROOT,
    entryPoints: ['functions/main.ts'],
    outfile: 'dist/functions/main.js',
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    sourcemap: 'linked',
    sourcesContent: false,
    keepNames: true,
    external: ['@azure/functions-core'],
    // The SDKs are CommonJS and call `require`, which an ES module has to make for itself.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url); const __filename = import.meta.filename; const __dirname = import.meta.dirname;",
    },
    logLevel: 'warning',
  });
}

if (import.meta.main) await buildApp();
