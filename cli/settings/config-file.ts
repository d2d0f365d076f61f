import { chmod, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { CommandFailed } from '../command/failures.ts';
import type { Surroundings } from '../surroundings.ts';

const server = z.object({
  token: z.string().optional(),
  /** Of the token, where it is known; ISO 8601. */
  expiresAt: z.string().optional(),
});

const config = z.object({
  /** The one that is called when none is named. */
  server: z.string().optional(),
  /** By base address: a token is sent to no other server than the one that it is for. */
  servers: z.record(z.string(), server).default({}),
});

export type CliConfig = z.output<typeof config>;

/** `$XDG_CONFIG_HOME/evenkeel/config.json`, by default below `~/.config`. */
export function configPath({ env, homeFolder }: Pick<Surroundings, 'env' | 'homeFolder'>): string {
  const base = env['XDG_CONFIG_HOME'];
  // The specification has relative paths passed over.
  const folder = base?.startsWith('/') === true ? base : join(homeFolder, '.config');
  return join(folder, 'evenkeel', 'config.json');
}

/** Empty where there is none. Throws CommandFailed for a file that cannot be read. */
export async function readConfigFile(path: string): Promise<CliConfig> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return config.parse(value);
  } catch (error) {
    if (isMissing(error)) return { servers: {} };
    throw new CommandFailed(`${path} cannot be read: mend it, or remove it and log in again.`, {
      cause: error,
    });
  }
}

/**
 * Writes the file for its owner's eyes only. It is complete or as it was, whenever the process ends; of two that write
 * at once the later one wins.
 */
export async function writeConfigFile(path: string, content: CliConfig): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(draft, `${JSON.stringify(content, undefined, 2)}\n`, { mode: 0o600 });
    // The mode above counts only where the file is new.
    await chmod(draft, 0o600);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** Whether others than its owner may read it; false where there is none, and where a system has no such modes. */
export async function isOpenToOthers(path: string): Promise<boolean> {
  try {
    const { mode } = await stat(path);
    return process.platform !== 'win32' && (mode & 0o077) !== 0;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
