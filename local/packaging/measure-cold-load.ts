import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { deployedSettings } from './deployed-settings.ts';

const coldLoadSchema = z.object({ elapsedMs: z.number(), cpuMs: z.number(), functions: z.array(z.string()) });

/** What loading an entry took, without the start of Node itself, and the functions that it registered. */
export type ColdLoad = z.infer<typeof coldLoadSchema>;

const PROCESS = fileURLToPath(new URL('cold-load.ts', import.meta.url));

/** Loads an entry once in a fresh process, with the settings of a deployed app and nothing else in its environment. */
export async function measureColdLoad(
  entry: string,
  settings: Readonly<Record<string, string>> = deployedSettings(),
): Promise<ColdLoad> {
  const { stdout } = await promisify(execFile)(process.execPath, [PROCESS, pathToFileURL(entry).href], {
    ...{ cwd: dirname(entry), env: { ...settings } },
  });
  return coldLoadSchema.parse(JSON.parse(stdout));
}
