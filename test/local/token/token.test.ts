import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BadUsage } from '../../../local/command-line.ts';
import { LocalTokens } from '../../../local/token/local-tokens.ts';
import { readTokenOptions } from '../../../local/token/read-token-options.ts';
import { JoseTokenVerifier } from '../../../shared/adapters/jose/jose-token-verifier.ts';
import { SystemClock } from '../../../shared/adapters/clock/system-clock.ts';
import { readConfig } from '../../../shared/config/config.ts';

const ADA = ['--name', 'ada', '--role', 'operator'];

describe('the options of npm run token', () => {
  test('name who it is for and what they may do, for an hour', () => {
    expect(readTokenOptions([...ADA, '--stream', 'retention'])).toMatchObject({
      ...{ name: 'ada', role: 'operator', stream: 'retention', expiresInSeconds: 3600, isApp: false },
    });
  });

  test.each([
    ['90s', 90],
    ['30m', 1800],
    ['8h', 28_800],
    ['7d', 604_800],
  ])('give it %s', (text, seconds) => {
    expect(readTokenOptions([...ADA, '--expires', text])?.expiresInSeconds).toBe(seconds);
  });

  test.each([
    ['no name', ['--role', 'reader']],
    ['no role', ['--name', 'ada']],
    ['another role', ['--name', 'ada', '--role', 'owner']],
    ['no time', [...ADA, '--expires', 'soon']],
    ['no unit', [...ADA, '--expires', '5']],
  ])('are refused with %s', (_what, args) => {
    expect(() => readTokenOptions(args)).toThrow(BadUsage);
  });

  test('may ask for help', () => {
    expect(readTokenOptions(['--help'])).toBeUndefined();
  });
});

describe('local tokens', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evenkeel-token-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  test('are believed by an app with their settings, and by no other', async () => {
    const [ours, others] = [await LocalTokens.open(folder), await LocalTokens.open(join(folder, 'other'))];
    const token = await ours.issue({
      name: 'ada',
      role: 'reader',
      stream: 'retention',
      expiresInSeconds: 60,
    });
    const outcomeAt = async ({ settings }: LocalTokens) => {
      const { authentication } = readConfig({ ...REST, ...settings }).access;
      if (authentication.mode === 'open') throw new Error('The app is open.');
      return new JoseTokenVerifier(authentication, new SystemClock()).verify(token);
    };

    expect(await outcomeAt(ours)).toMatchObject({ claims: { name: 'ada', roles: ['retention.Reader'] } });
    expect(await outcomeAt(others)).toMatchObject({ outcome: 'refused' });
  });

  test('have one key pair, whoever asks and how often', async () => {
    const opened = await Promise.all(Array.from({ length: 3 }, () => LocalTokens.open(folder)));

    expect(new Set(opened.map(({ settings }) => settings['AUTH__jwks'])).size).toBe(1);
    expect(await readdir(join(folder, 'auth'))).toEqual(['private-key.json']);
    expect((await LocalTokens.open(folder)).settings).toEqual(opened[0]?.settings);
  });

  test('name the same person for the same name', async () => {
    const tokens = await LocalTokens.open(folder);
    const oidOf = async (name: string) =>
      decodeJwt(await tokens.issue({ name, role: 'reader', expiresInSeconds: 60 }))['oid'];

    expect(await oidOf('ada')).toBe(await oidOf('ada'));
    expect(await oidOf('ada')).not.toBe(await oidOf('bob'));
  });

  test('can be of a program', async () => {
    const tokens = await LocalTokens.open(folder);
    const token = await tokens.issue({ name: 'bot', role: 'reader', expiresInSeconds: 60, isApp: true });

    expect(decodeJwt(token)).toMatchObject({ idtyp: 'app' });
    expect(decodeJwt(token)).not.toHaveProperty('scp');
  });
});

/** What else an app is told. */
const REST = {
  ...{ COSMOS__accountEndpoint: 'http://127.0.0.1:8081/', SERVICE_BUS: 'x', STORAGE: 'x' },
  ...{ DISPATCH_SCHEDULE: '* * * * * *', RECOVERY_SCHEDULE: '* * * * * *', AUDIT_SCHEDULE: '* * * * * *' },
  ...{ ALERTS_RAISE_SCHEDULE: '* * * * * *', ALERTS_DELIVER_SCHEDULE: '* * * * * *' },
  STATISTICS_SCHEDULE: '* * * * * *',
};
