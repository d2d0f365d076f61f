import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BadUsage, CommandFailed } from '../../../cli/command/failures.ts';
import {
  configPath,
  isOpenToOthers,
  readConfigFile,
  writeConfigFile,
} from '../../../cli/settings/config-file.ts';
import { findConnection } from '../../../cli/settings/connection.ts';

let around: { env: Record<string, string>; homeFolder: string };

beforeEach(async () => {
  around = { env: {}, homeFolder: await mkdtemp(join(tmpdir(), 'evenkeel-home-')) };
});

afterEach(() => rm(around.homeFolder, { recursive: true }));

const CLOUD = 'https://evenkeel.example.com';

async function store(config: Parameters<typeof writeConfigFile>[1]): Promise<void> {
  await writeConfigFile(configPath(around), config);
}

describe('findConnection', () => {
  test('calls this machine unless told otherwise, and shows nothing', async () => {
    expect(await findConnection({}, around)).toMatchObject({
      ...{ server: 'http://127.0.0.1:7071', serverFrom: 'default', token: undefined },
    });
  });

  test('prefers the option to the environment, and that to the file', async () => {
    await store({ server: CLOUD, servers: {} });
    expect((await findConnection({}, around)).serverFrom).toBe('config');

    around.env['EVENKEEL_SERVER'] = 'https://b.example.com/';
    expect((await findConnection({}, around)).server).toBe('https://b.example.com');

    expect((await findConnection({ server: 'https://c.example.com/api' }, around)).server).toBe(
      'https://c.example.com',
    );
  });

  test('shows the stored token to its own server only', async () => {
    await store({ server: CLOUD, servers: { [CLOUD]: { token: 'secret' } } });

    expect((await findConnection({}, around)).token).toBe('secret');
    expect((await findConnection({ server: 'https://evil.example.com' }, around)).token).toBeUndefined();
  });

  test('takes a token or an API key from the environment', async () => {
    around.env['EVENKEEL_API_KEY'] = 'ek_1_a';
    expect(await findConnection({}, around)).toMatchObject({
      token: 'ek_1_a',
      tokenFrom: 'EVENKEEL_API_KEY',
    });

    around.env['EVENKEEL_TOKEN'] = 'eyJ';
    expect(await findConnection({}, around)).toMatchObject({ token: 'eyJ', tokenFrom: 'EVENKEEL_TOKEN' });
  });

  test('sends no token without encryption, but for this machine', async () => {
    const token = 'secret';

    await expect(findConnection({ server: 'http://evenkeel.example.com', token }, around)).rejects.toThrow(
      BadUsage,
    );
    await expect(findConnection({ server: 'http://127.0.0.1.evil.com', token }, around)).rejects.toThrow(
      BadUsage,
    );
    expect((await findConnection({ server: 'http://[::1]:7071', token }, around)).token).toBe(token);
  });

  test('never says a token that cannot be sent', async () => {
    const refused = findConnection({ token: 'se\ncret' }, around);

    await expect(refused).rejects.toThrow(BadUsage);
    await expect(refused).rejects.not.toThrow('cret');
  });
});

describe('the config file', () => {
  test('is its owner’s alone, whatever it was before', async () => {
    const path = configPath(around);
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, '{}');
    await chmod(path, 0o644);
    expect(await isOpenToOthers(path)).toBe(true);

    await store({ servers: { [CLOUD]: { token: 'secret' } } });

    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await isOpenToOthers(path)).toBe(false);
  });

  test('lies below XDG_CONFIG_HOME where that is set', () => {
    around.env['XDG_CONFIG_HOME'] = '/etc/xdg';
    expect(configPath(around)).toBe('/etc/xdg/evenkeel/config.json');

    around.env['XDG_CONFIG_HOME'] = 'relative';
    expect(configPath(around)).toBe(join(around.homeFolder, '.config/evenkeel/config.json'));
  });

  test('that is damaged is told of, and left as it is', async () => {
    await store({ servers: {} });
    await writeFile(configPath(around), '{ "server"');

    await expect(readConfigFile(configPath(around))).rejects.toThrow(CommandFailed);
    expect(await readFile(configPath(around), 'utf8')).toBe('{ "server"');
  });
});
