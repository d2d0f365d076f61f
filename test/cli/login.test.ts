import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCommand, type CommandSurroundings } from '../support/cli/run-command.ts';

const SERVER = 'https://evenkeel.example.com';
const SECRET = 'ek_1_c2VjcmV0';

let homeFolder: string;
let requests: string[];

beforeEach(async () => {
  homeFolder = await mkdtemp(join(tmpdir(), 'evenkeel-home-'));
  requests = [];
});

afterEach(() => rm(homeFolder, { recursive: true }));

/** A server that knows one key, an hour ahead of the tests' clock where `date` says so. */
function around({ date = '2026-03-10T12:00:00Z', ...more }: CommandSurroundings & { date?: string } = {}) {
  const respond: typeof fetch = async (url, init) => {
    const path = new URL(new Request(url).url).pathname;
    const bearer = new Headers(init?.headers).get('authorization');
    requests.push(`${path} ${bearer ?? ''}`);
    const headers = { date: new Date(date).toUTCString() };
    if (path === '/api/health')
      return Response.json({ status: 'healthy', checks: { cosmos: 'ok' } }, { headers });
    if (path === '/api/openapi.json') return Response.json({ info: { version: '0.1.0' } });
    if (bearer === `Bearer ${SECRET}`) return Response.json({ id: 'key:1', name: 'ci', grants: [] });
    return Response.json({ title: 'Who are you?', detail: 'Say so.' }, { status: 401 });
  };
  return { fetch: respond, homeFolder, ...more };
}

function stored(): Promise<string> {
  return readFile(join(homeFolder, '.config/evenkeel/config.json'), 'utf8');
}

describe('login', () => {
  test('keeps a key from standard input, and shows it at each command after', async () => {
    const { stdout, exitCode } = await runCommand(
      ['login', '--server', SERVER],
      around({ input: `${SECRET}\n` }),
    );
    const me = await runCommand(['whoami', '--json'], around());

    expect(stdout).toBe(`Logged in to ${SERVER} as ci.\n`);
    expect(exitCode).toBe(0);
    expect(me.json).toMatchObject({ name: 'ci' });
  });

  test('asks for it on a terminal', async () => {
    const { stderr, exitCode } = await runCommand(
      ['login', '--server', SERVER],
      around({ answers: [SECRET] }),
    );

    expect(stderr).toBe('Token or API key (nothing for none): ');
    expect(exitCode).toBe(0);
  });

  test('keeps no key that the server does not take', async () => {
    const { stderr, exitCode } = await runCommand(
      ['login', '--server', SERVER],
      around({ input: 'ek_1_wrong' }),
    );

    expect(exitCode).toBe(1);
    expect(stderr).toContain(`${SERVER} does not take it`);
    await expect(stored()).rejects.toThrow('ENOENT');
  });

  test('forgets a server and its key', async () => {
    await runCommand(['login', '--server', SERVER], around({ input: SECRET }));

    await runCommand(['login', '--server', SERVER, '--forget'], around());

    expect(await stored()).toBe('{\n  "servers": {}\n}\n');
  });

  test('needs tenant and client to sign in with a code', async () => {
    expect(await runCommand(['login', '--device-code', '--server', SERVER], around())).toMatchObject({
      exitCode: 2,
    });
  });

  test('no command ever prints a key', async () => {
    const key = ['--server', SERVER, '--token', SECRET];
    const runs = [
      await runCommand(['login', '--server', SERVER, '--json'], around({ input: SECRET })),
      await runCommand(['doctor'], around()),
      await runCommand(['doctor', '--json', ...key], around()),
      await runCommand(['whoami', ...key], around()),
      await runCommand(['jobs', 'list', ...key], around()),
      await runCommand(['jobs', 'lst', ...key], around()),
    ];

    for (const { stdout, stderr } of runs) expect(stdout + stderr).not.toContain('c2VjcmV0');
  });
});

describe('doctor', () => {
  async function findings(surroundings: CommandSurroundings): Promise<Readonly<Record<string, unknown>>> {
    const { stdout } = await runCommand(
      ['doctor', '--csv', '--server', SERVER, '--token', SECRET],
      surroundings,
    );
    const rows = stdout.trim().split('\r\n').slice(1);
    return Object.fromEntries(
      rows.map((row): [string, string] => [row.split(',')[0] ?? '', row.split(',')[1] ?? '']),
    );
  }

  test('finds nothing wrong where nothing is', async () => {
    const { exitCode } = await runCommand(['doctor', '--server', SERVER, '--token', SECRET], around());

    expect(exitCode).toBe(0);
    expect(Object.values(await findings(around()))).toEqual(Array.from({ length: 10 }, () => 'ok'));
  });

  test('finds a clock that is ahead or behind', async () => {
    expect(await findings(around({ date: '2026-03-10T11:59:45Z' }))).toMatchObject({ clock: 'warning' });
    expect(await findings(around({ date: '2026-03-10T13:00:00Z' }))).toMatchObject({ clock: 'fault' });
  });

  test('finds that nobody answers, and is exit code 1', async () => {
    const fetch = async (): Promise<Response> => {
      throw new TypeError('fetch failed', {
        cause: Object.assign(new Error('no'), { code: 'ECONNREFUSED' }),
      });
    };

    const { stdout, exitCode } = await runCommand(['doctor'], around({ fetch }));

    expect(stdout).toMatch(/^reachable +fault +No server answers/m);
    expect(exitCode).toBe(1);
  });

  test('finds an old Node.js, and a token that is over', async () => {
    const versions = { cli: '0.1.0', node: '20.11.0' };

    expect(await findings(around({ versions }))).toMatchObject({ 'Node.js': 'fault' });
  });
});
