import { runCli, type ExitCode } from '../../../cli/run-cli.ts';
import type { Surroundings } from '../../../cli/surroundings.ts';

export interface CommandRun {
  readonly exitCode: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output as JSON. */
  readonly json: unknown;
}

export interface CommandSurroundings extends Partial<Surroundings> {
  /** Standard input. */
  readonly input?: string;
  /** What is answered on the terminal, one after the other. */
  readonly answers?: readonly string[];
  /** Width of the terminal that is written to; absent: it is none. */
  readonly columns?: number;
}

/** Runs the command line in this process, for a user who has no home, without a terminal unless `answers` or `columns` make one. */
export async function runCommand(
  args: readonly string[],
  { input = '', answers, columns, ...given }: CommandSurroundings = {},
): Promise<CommandRun> {
  const written = { stdout: '', stderr: '' };
  const left = [...(answers ?? [])];
  const output = (name: 'stdout' | 'stderr') => ({
    isTty: columns !== undefined,
    columns,
    write: (text: string) => {
      written[name] += text;
    },
  });
  const answer = async (question: string): Promise<string> => {
    written.stderr += question;
    return left.shift() ?? '';
  };
  const exitCode = await runCli(args, {
    stdout: output('stdout'),
    stderr: output('stderr'),
    stdin: { isTty: answers !== undefined, readAll: async () => input },
    env: {},
    homeFolder: '/nowhere',
    userName: 'ada',
    timeZone: 'UTC',
    versions: { cli: '0.1.0', node: '24.0.0' },
    fetch,
    interrupted: new AbortController().signal,
    now: () => Date.parse('2026-03-10T12:00:00Z'),
    pause: async () => undefined,
    uniqueId: () => 'id-1',
    ask: answer,
    askSecret: answer,
    edit: async (text) => text,
    ...given,
  });
  return { exitCode, ...written, json: toJson(written.stdout) };
}

function toJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
