import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { build } from 'esbuild';

const FIXTURES = join(import.meta.dirname, '../fixtures');

export interface BuiltApp {
  readonly appDirectory: string;
  /** A folder for the host's files, not made yet. */
  readonly dataDir: string;
  remove(): void;
}

/** Bundles a fixture as the real app is bundled, and puts it into a folder of its own with its host.json. */
export async function buildApp(fixture: string, hostJson: object = {}): Promise<BuiltApp> {
  const directory = mkdtempSync(join(tmpdir(), 'functions-host-'));
  const appDirectory = join(directory, 'app');
  await build({
    entryPoints: [join(FIXTURES, `${fixture}.ts`)],
    outfile: join(appDirectory, 'main.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['@azure/functions-core'],
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
  writeApp(appDirectory, hostJson);
  return {
    appDirectory,
    dataDir: join(directory, 'data'),
    remove: () => {
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Makes an app folder around one file of source that needs no bundling. */
export function writeAppSource(source: string, hostJson: object = {}): BuiltApp {
  const directory = mkdtempSync(join(tmpdir(), 'functions-host-'));
  const appDirectory = join(directory, 'app');
  mkdirSync(appDirectory);
  writeFileSync(join(appDirectory, 'main.mjs'), source);
  writeApp(appDirectory, hostJson);
  return {
    appDirectory,
    dataDir: join(directory, 'data'),
    remove: () => {
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function writeApp(appDirectory: string, hostJson: object): void {
  writeFileSync(join(appDirectory, 'package.json'), JSON.stringify({ main: 'main.mjs' }));
  writeFileSync(join(appDirectory, 'host.json'), JSON.stringify({ version: '2.0', ...hostJson }));
}
