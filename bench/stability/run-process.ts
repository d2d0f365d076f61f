import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { z } from 'zod';

const ENGINE_PROCESS = fileURLToPath(new URL('engine-process.ts', import.meta.url));
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
const run = promisify(execFile);

/** Runs a case of `engine-process.ts` in a process of its own. */
export async function runCase<T>(name: string, folder: string, answer: z.ZodType<T>): Promise<T> {
  return runCommand([process.execPath, ENGINE_PROCESS, name, folder], answer);
}

/** Runs a command that answers with JSON on its standard output. */
export async function runCommand<T>(
  [file = '', ...args]: readonly string[],
  answer: z.ZodType<T>,
): Promise<T> {
  const { stdout } = await run(file, args, { maxBuffer: MAX_ANSWER_BYTES });
  return answer.parse(JSON.parse(stdout));
}
