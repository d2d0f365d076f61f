import { exitWith, print } from '../command-line.ts';
import { LocalTokens } from './local-tokens.ts';
import { readTokenOptions, USAGE } from './read-token-options.ts';

/** Prints a bearer token that an app started with EVENKEEL_AUTH=required on the same data folder takes. */
async function main(): Promise<void> {
  const options = readTokenOptions(process.argv.slice(2));
  if (options === undefined) {
    process.stdout.write(USAGE);
    return;
  }
  const tokens = await LocalTokens.open(options.dataDir);
  print(await tokens.issue(options));
}

main().catch(exitWith);
