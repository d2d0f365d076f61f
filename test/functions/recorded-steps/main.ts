import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exitWith, print } from '../../../local/command-line.ts';
import { currentVersion, recordAll, RECORDED, recordings, type Recording } from './recordings.ts';

/**
 * Records the steps of all orchestrators as those of the version in host.json. A version that was recorded before takes
 * new scenarios, and nothing else: orchestrations of it may be under way somewhere.
 */
async function main(): Promise<void> {
  const version = currentVersion();
  const taken = recordAll(version);
  const known = recordings().get(version) ?? {};
  for (const [orchestrator, scenarios] of Object.entries(known)) {
    for (const [scenario, steps] of Object.entries(scenarios)) {
      if (JSON.stringify(steps) === JSON.stringify(taken[orchestrator]?.[scenario])) continue;
      throw new Error(
        `${orchestrator}, '${scenario}', takes other steps than version ${version} does: raise defaultVersion in host.json.`,
      );
    }
  }
  await writeFile(
    join(RECORDED, `${version}.json`),
    `${JSON.stringify(taken satisfies Recording, undefined, 2)}\n`,
  );
  print(`The steps of version ${version} are recorded.`);
}

main().catch(exitWith);
