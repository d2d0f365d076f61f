import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { CommandFailed } from './command/failures.ts';
import { askHidden } from './ask-hidden.ts';
import type { Output, Surroundings } from './surroundings.ts';

/** The machine that the command line runs on. */
export function processSurroundings(): Surroundings {
  const interruption = new AbortController();
  // The second one ends the process, whatever it is doing.
  process.once('SIGINT', () => {
    interruption.abort();
  });
  return {
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    stdin: { isTty: process.stdin.isTTY, readAll: () => text(process.stdin) },
    env: process.env,
    homeFolder: homedir(),
    userName: userInfo().username,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    versions: { cli: packageVersion(), node: process.versions.node },
    fetch,
    interrupted: interruption.signal,
    now: () => Date.now(),
    pause: (ms) => pause(ms, undefined, { signal: interruption.signal }),
    uniqueId: () => randomUUID(),
    ask,
    askSecret: askHidden,
    edit,
  };
}

function outputOf(stream: NodeJS.WriteStream): Output {
  // Whoever reads no more, such as `head`, has enough.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return {
    isTty: stream.isTTY,
    columns: stream.isTTY ? stream.columns : undefined,
    write: (written) => {
      stream.write(written);
    },
  };
}

function packageVersion(): string {
  const file = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(file)).version;
}

/** The question goes to standard error, so that what is printed can be piped. */
async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const interruption = new AbortController();
  // While a line is read, Ctrl-C is a key like any other to the terminal.
  lines.once('SIGINT', () => {
    interruption.abort();
  });
  try {
    return await lines.question(question, { signal: interruption.signal });
  } finally {
    lines.close();
  }
}

async function edit(content: string): Promise<string> {
  const editor = process.env['VISUAL'] ?? process.env['EDITOR'] ?? 'vi';
  const folder = await mkdtemp(join(tmpdir(), 'evenkeel-'));
  try {
    const file = join(folder, 'definition.yaml');
    await writeFile(file, content, { mode: 0o600 });
    // As git does it: an editor may be a command with options of its own.
    const child = spawn('sh', ['-c', `${editor} "$1"`, 'sh', file], { stdio: 'inherit' });
    const code = await new Promise((resolve, reject) => child.on('exit', resolve).on('error', reject));
    if (code !== 0) throw new CommandFailed(`The editor '${editor}' ended with ${String(code)}.`);
    return await readFile(file, 'utf8');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
