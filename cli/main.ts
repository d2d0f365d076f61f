import { processSurroundings } from './process-surroundings.ts';
import { runCli } from './run-cli.ts';

// The exit code is set and not forced, so that what was written reaches a slow pipe.
process.exitCode = await runCli(process.argv.slice(2), processSurroundings());
