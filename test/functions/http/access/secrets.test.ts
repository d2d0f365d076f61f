import { expect, test } from 'vitest';
import { z } from 'zod';
import { ConsoleLog } from '../../../../shared/adapters/telemetry/console-log.ts';
import { ADA_CLAIMS, makeKeyPair, signToken } from '../../../support/access/signed-tokens.ts';
import { RecordingLog } from '../../../support/memory/memory-stores.ts';
import type { Answer, Request } from '../../../support/recording-registry.ts';
import { guardedApp } from './guarded-app.ts';

/** Writes what the app's own log writes, where it can be looked through. */
class WrittenLog extends RecordingLog {
  readonly lines: string[] = [];
  readonly #console = new ConsoleLog((_level, line) => this.lines.push(line));

  override info(...entry: Parameters<ConsoleLog['info']> | []): void {
    const [message = '', fields] = entry;
    this.#console.info(message, fields);
  }

  override error(...entry: Parameters<ConsoleLog['error']> | [string]): void {
    const [message, error, fields] = entry;
    this.#console.error(message, error, fields);
  }

  override metric(...entry: Parameters<ConsoleLog['metric']>): void {
    this.#console.metric(...entry);
  }
}

const created = z.looseObject({ keyId: z.string(), key: z.string() });

test('no answer and no line of the log holds a credential that was sent, or what is kept of one', async () => {
  const log = new WrittenLog();
  const { app, world, headersOf } = await guardedApp({ log, trustsPlatform: true });
  const said: Answer[] = [];
  const call = async (name: string, request: Request): Promise<Answer> => {
    const answer = await app.call(name, request);
    said.push(answer);
    return answer;
  };

  const admin = await headersOf('Evenkeel.Admin');
  const body = JSON.stringify({
    ...{ name: 'pipeline', expiresAt: '2026-06-01T00:00:00Z' },
    grants: [{ role: 'admin', valueStream: 'retention' }],
  });
  const made = await app.call('createKey', {
    headers: { ...admin, 'content-type': 'application/json' },
    body,
  });
  const { key, keyId } = created.parse(made.json);
  const forged = await signToken(await makeKeyPair('ours'), ADA_CLAIMS);
  const platform = Buffer.from(JSON.stringify({ auth_typ: 'aad', claims: 'x' })).toString('base64');

  const bearers = [
    key,
    `${key.slice(0, -4)}AAAA`,
    forged,
    'garbage-of-somebody',
    admin['authorization']?.slice(7) ?? '',
  ];
  for (const bearer of bearers) {
    for (const headers of [{ authorization: `Bearer ${bearer}` }, { 'x-api-key': bearer }]) {
      await call('readMe', { headers });
      await call('listKeys', { headers });
      await call('listGrants', { headers });
      await call('readJob', { headers, params: { jobId: 'nothing' } });
      await call('createKey', { headers: { ...headers, 'content-type': 'application/json' }, body: '{' });
      await call('zUnknownRoute', { headers });
    }
  }
  await call('readMe', { headers: { 'x-ms-client-principal': platform } });
  await call('revokeKey', { headers: admin, params: { keyId } });
  await call('readMe', { headers: { authorization: `Bearer ${key}` } });

  const kept = (await world.keys.list({ limit: 9 })).items.map(({ digest }) => digest);
  const all = [
    ...log.lines,
    ...said.flatMap(({ text, headers, logged }) => [
      text,
      JSON.stringify([[...headers], logged.map(String)]),
    ]),
    JSON.stringify(world.audit.entries),
  ].join('\n');
  expect(log.lines.length).toBeGreaterThan(20);
  const secrets = [...bearers, platform, ...kept].flatMap((text) => [
    text,
    ...text.split('.').filter(isLong),
  ]);
  for (const secret of [...secrets, key.slice(`ek_${keyId}_`.length)]) expect(all).not.toContain(secret);
});

function isLong(part: string): boolean {
  return part.length > 20;
}
