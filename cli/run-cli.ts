import { CommanderError } from 'commander';
import { explainFailure } from './command/explain-failure.ts';
import { createProgram } from './command/program.ts';
import { COMMANDS } from './commands/commands.ts';
import { GROUPS } from './commands/groups.ts';
import type { Surroundings } from './surroundings.ts';

/** 0: done. 1: it failed or was refused. 2: the command line is not what the usage says. */
export type ExitCode = 0 | 1 | 2;

/** Runs a command line; what went wrong is said on standard error. Throws nothing. */
export async function runCli(args: readonly string[], around: Surroundings): Promise<ExitCode> {
  try {
    const program = createProgram({ commands: COMMANDS, groups: GROUPS }, around);
    await program.parseAsync([...args], { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has said it by now; its help comes as an error too.
    if (error instanceof CommanderError) return isHelp(error) ? 0 : 2;
    const { text, exitCode } = explainFailure(error, { isJson: args.includes('--json') });
    around.stderr.write(`${text}\n`);
    return exitCode;
  }
}

function isHelp({ code }: CommanderError): boolean {
  return code === 'commander.helpDisplayed' || code === 'commander.version';
}
