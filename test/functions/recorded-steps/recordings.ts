import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { recordSteps } from './record-steps.ts';
import { SCENARIOS } from './scenarios.ts';

/** Where the steps of each version are kept; a file is written once and never changed. */
export const RECORDED = join(import.meta.dirname, 'recorded');

const recordingSchema = z.record(z.string(), z.record(z.string(), z.array(z.string())));

/** Steps by orchestrator and scenario. */
export type Recording = z.infer<typeof recordingSchema>;

const hostSchema = z.object({
  extensions: z.object({ durableTask: z.object({ defaultVersion: z.string() }) }),
});

/** The version that new orchestrations are given, of host.json. */
export function currentVersion(): string {
  const text = readFileSync(join(import.meta.dirname, '../../../host.json'), 'utf8');
  return hostSchema.parse(JSON.parse(text)).extensions.durableTask.defaultVersion;
}

/** What was recorded, by version. */
export function recordings(): ReadonlyMap<string, Recording> {
  const files = readdirSync(RECORDED).filter((name) => name.endsWith('.json'));
  return new Map(
    files.map((name) => [
      name.replace(/\.json$/, ''),
      recordingSchema.parse(JSON.parse(readFileSync(join(RECORDED, name), 'utf8'))),
    ]),
  );
}

/** The steps that today's code takes as an orchestration of that version. */
export function recordAll(version: string): Recording {
  return Object.fromEntries(
    Object.entries(SCENARIOS).map(([name, { orchestrator, scenarios }]) => [
      name,
      Object.fromEntries(
        Object.entries(scenarios).map(([scenario, happens]) => [
          scenario,
          recordSteps(orchestrator, happens, version),
        ]),
      ),
    ]),
  );
}
