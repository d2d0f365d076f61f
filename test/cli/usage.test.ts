import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../cli/commands/commands.ts';
import { GROUPS } from '../../cli/commands/groups.ts';
import { runCommand } from '../support/cli/run-command.ts';

describe('the usage', () => {
  test('names every group and every command that stands in none', async () => {
    const { stdout, exitCode } = await runCommand(['--help']);

    const names = new Set(COMMANDS.map(({ name }) => name.split(' ')[0] ?? ''));
    for (const name of names) expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
    expect(exitCode).toBe(0);
  });

  test('has a line for each group', () => {
    const groups = COMMANDS.filter(({ name }) => name.includes(' ')).map(({ name }) => name.split(' ')[0]);

    expect(Object.keys(GROUPS).sort()).toEqual([...new Set(groups)].sort());
  });

  test.each(COMMANDS.map(({ name }) => name))(
    'of "%s" shows its options and those of all commands',
    async (name) => {
      const { stdout, exitCode } = await runCommand([...name.split(' '), '--help']);

      expect(stdout).toContain('Global Options:');
      expect(exitCode).toBe(0);
    },
  );

  test('is exit code 0 for the version', async () => {
    expect(await runCommand(['--version'])).toMatchObject({ exitCode: 0, stdout: '0.1.0\n' });
  });
});

describe('a command line with a fault', () => {
  test.each([
    [['jbos'], 'Did you mean jobs?'],
    [['jobs', 'shedule'], 'Did you mean schedule?'],
    [['jobs', 'pause', 'x', '--reson', 'y'], 'Did you mean --reason?'],
    [['jobs', 'pause'], "missing required argument 'job'"],
    [['jobs', 'pause', 'x', 'y'], 'too many arguments'],
    [['get', 'horses'], 'Allowed choices are'],
    [['jobs', 'resume', 'x'], '--run-missed is required'],
    [['jobs', 'list', '--limit', 'many'], '--limit must be a whole number'],
    [['jobs', 'list', '--json', '--csv'], '--json and --csv exclude each other'],
    [['jobs', 'list', '--server', 'nowhere'], "'nowhere' is no server"],
    [['jobs', 'why', 'x', '--from', 'yesterday'], "--from: 'yesterday' is no instant"],
  ])('%j is exit code 2 and says why', async (args, message) => {
    const { exitCode, stderr, stdout } = await runCommand(args);

    expect(stderr).toContain(message);
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
  });

  test('is told of every fault at once', async () => {
    const { stderr } = await runCommand(['jobs', 'backfill', 'x']);

    expect(stderr).toContain('--from is required');
    expect(stderr).toContain('--until is required');
  });

  test('is exit code 2 where a command of a group is missing', async () => {
    expect(await runCommand(['jobs'])).toMatchObject({ exitCode: 2 });
  });
});
