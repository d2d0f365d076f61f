import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../../cli/commands/commands.ts';
import { runCommand } from '../../support/cli/run-command.ts';

async function scriptOf(shell: string): Promise<string> {
  return (await runCommand(['completion', shell])).stdout;
}

/** What bash would offer for the last of the words. */
async function completed(...words: readonly string[]): Promise<readonly string[]> {
  const script = await scriptOf('bash');
  const quoted = ['evenkeel', ...words].map((word) => `'${word}'`).join(' ');
  const ask = `COMP_WORDS=(${quoted}); COMP_CWORD=${words.length}; _evenkeel; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['-c', `${script}\n${ask}`], { encoding: 'utf8' })
    .trim()
    .split('\n');
}

describe('completion', () => {
  test.each(['bash', 'zsh'])('%s can read its script', async (shell) => {
    const { error, status, stderr } = spawnSync(shell, ['-n'], {
      input: await scriptOf(shell),
      encoding: 'utf8',
      // A shell complains of a locale that the machine has not.
      env: { ...process.env, LC_ALL: 'C' },
    });

    // A shell that is not installed reads nothing.
    if (error === undefined) expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  test('of fish knows every command', async () => {
    const script = await scriptOf('fish');

    for (const { name } of COMMANDS) expect(script).toContain(`-f -a '${name.split(' ').at(-1) ?? ''}'`);
    expect(script.match(/'/g)?.length ?? 1).toSatisfy((count: number) => count % 2 === 0);
  });

  test('offers the commands that begin so', async () => {
    expect(await completed('jo')).toEqual(['jobs']);
  });

  test('offers the commands of a group', async () => {
    expect(await completed('locks', '')).toEqual(['list', 'show', 'break']);
  });

  test('offers the options of a command, behind options before it', async () => {
    expect(await completed('--json', 'jobs', 'resume', 'x', '--run')).toEqual(['--run-missed']);
  });

  test('offers what an option may be', async () => {
    expect(await completed('jobs', 'resume', 'x', '--run-missed', '')).toEqual(['none', 'latest', 'all']);
  });

  test('offers what an argument may be', async () => {
    expect(await completed('describe', 'mo')).toEqual(['models', 'model']);
  });
});
