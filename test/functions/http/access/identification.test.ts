import { beforeEach, describe, expect, test } from 'vitest';
import { createGate } from '../../../../functions/http/api/app-gate.ts';
import { HttpRequest } from '../../../support/azure-functions.ts';
import { ADA_ID, CLIENT_ID, DAEMON_ID, TENANT_ID } from '../../../support/access/signed-tokens.ts';
import { principalFrom } from '../../../support/access/principal-from.ts';
import { registerIn } from '../../../support/memory/memory-app.ts';
import { memoryAccess, memoryGate } from '../../../support/memory/memory-gate.ts';
import { createMemoryWorld } from '../../../support/memory/memory-world.ts';
import { problemBody, type Answer } from '../../../support/recording-registry.ts';
import { guardedApp, type GuardedApp } from './guarded-app.ts';

let guarded: GuardedApp;

beforeEach(async () => {
  guarded = await guardedApp();
});

function detailOf({ json }: Answer): string {
  return problemBody.parse(json).detail;
}

function platformHeader(claims: Readonly<Record<string, string>>): Record<string, string> {
  const list = Object.entries(claims).map(([typ, val]) => ({ typ, val }));
  const principal = { auth_typ: 'aad', claims: list, role_typ: 'roles' };
  return { 'x-ms-client-principal': Buffer.from(JSON.stringify(principal)).toString('base64') };
}

const ADA_OF_THE_PLATFORM = {
  'http://schemas.microsoft.com/identity/claims/objectidentifier': ADA_ID,
  'http://schemas.microsoft.com/identity/claims/tenantid': TENANT_ID,
  'http://schemas.microsoft.com/identity/claims/scope': 'access',
  azp: DAEMON_ID,
  preferred_username: 'ada@example.com',
  roles: 'Evenkeel.Admin',
};

describe('who calls', () => {
  test('is asked for', async () => {
    const answer = await guarded.app.call('readMe');

    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    expect(detailOf(answer)).toContain('says nothing about who sends it');
  });

  test('is who the token says, with what its roles say', async () => {
    const headers = await guarded.headersOf(
      'retention.Operator',
      'Evenkeel.Reader',
      'Other',
      '*.Admin',
      '.Admin',
    );

    expect((await guarded.app.call('readMe', { headers })).json).toEqual({
      ...{ id: `user:${ADA_ID}`, name: 'ada@example.com', isIdentified: true },
      grants: [
        { role: 'reader', valueStream: '*' },
        { role: 'operator', valueStream: 'retention' },
      ],
    });
  });

  test('may ask who they are without any role', async () => {
    const answer = await guarded.app.call('readMe', { headers: await guarded.headersOf() });

    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({ grants: [] });
  });

  test.each([
    ['another scheme', { authorization: 'Basic YWRhOmFkYQ==' }],
    ['no token', { authorization: 'Bearer ' }],
    ['two tokens', { authorization: 'Bearer a.b.c, Bearer d.e.f' }],
    ['garbage', { authorization: 'Bearer garbage' }],
    ['a key that is none', { 'x-api-key': 'ek_x' }],
    ['a key nobody has', { authorization: `Bearer ek_${'0'.repeat(16)}_${'a'.repeat(43)}` }],
    ['a token as a key', { 'x-api-key': 'a.b.c' }],
    ['both', { authorization: 'Bearer a.b.c', 'x-api-key': `ek_${'0'.repeat(16)}_${'a'.repeat(43)}` }],
  ])('is not believed with %s', async (_what, headers) => {
    const answer = await guarded.app.call('readAudit', { headers });

    expect(answer.status).toBe(401);
    for (const value of Object.values(headers)) expect(answer.text).not.toContain(value);
  });

  test('is not read from the address', async () => {
    const token = await guarded.tokenOf('Evenkeel.Admin');

    for (const query of [`access_token=${token}`, `code=${token}`]) {
      expect((await guarded.app.call('readAudit', { query })).status).toBe(401);
    }
  });

  test('does not matter where anyone may call, believed or not', async () => {
    expect((await guarded.app.call('health')).status).toBe(200);
    expect((await guarded.app.call('health', { headers: { authorization: 'Bearer x' } })).status).toBe(200);
  });

  test('is not who a forged header of the platform says', async () => {
    const headers = platformHeader(ADA_OF_THE_PLATFORM);

    expect((await guarded.app.call('readMe', { headers })).status).toBe(401);
    const own = { ...headers, ...(await guarded.headersOf('a.Reader')) };
    expect((await guarded.app.call('readMe', { headers: own })).json).toMatchObject({
      grants: [{ role: 'reader', valueStream: 'a' }],
    });
  });
});

test('whoever is refused is counted, by what they asked for', async () => {
  await guarded.app.call('readAudit');
  await guarded.app.call('listGrants', { headers: await guarded.headersOf('retention.Admin') });
  await guarded.app.call('readMe', { headers: await guarded.headersOf() });

  expect(guarded.world.log.metrics).toEqual(
    ['readAudit', 'listGrants'].map((operationId) => ({
      name: 'evenkeel.requests.refused',
      value: 1,
      operationId,
    })),
  );
});

describe('who the platform says it is', () => {
  beforeEach(async () => {
    guarded = await guardedApp({ trustsPlatform: true });
  });

  test('is believed where that is configured', async () => {
    const headers = platformHeader(ADA_OF_THE_PLATFORM);

    expect((await guarded.app.call('readMe', { headers })).json).toMatchObject({
      ...{ id: `user:${ADA_ID}`, name: 'ada@example.com' },
      grants: [{ role: 'admin', valueStream: '*' }],
    });
  });

  test.each([
    [
      'of another tenant',
      { ...ADA_OF_THE_PLATFORM, 'http://schemas.microsoft.com/identity/claims/tenantid': CLIENT_ID },
    ],
    ['without an id', { tid: TENANT_ID, azp: DAEMON_ID, scp: 'access' }],
    ['without a client', { tid: TENANT_ID, oid: ADA_ID, scp: 'access' }],
  ])('is not believed %s', async (_what, claims) => {
    expect((await guarded.app.call('readMe', { headers: platformHeader(claims) })).status).toBe(401);
  });

  test('is not believed when it cannot be read', async () => {
    expect((await guarded.app.call('readMe', { headers: { 'x-ms-client-principal': '%%' } })).status).toBe(
      401,
    );
  });

  test('is still to be said', async () => {
    expect((await guarded.app.call('readMe')).status).toBe(401);
    expect((await guarded.app.call('readMe', { headers: await guarded.headersOf() })).status).toBe(200);
  });
});

describe('grants that are held', () => {
  const ADA = `user:${ADA_ID}`;
  const grants = [{ role: 'reader', valueStream: 'retention' }];

  async function give(principal: string): Promise<void> {
    const headers = { 'content-type': 'application/json', ...(await guarded.headersOf('Evenkeel.Admin')) };
    const answer = await guarded.app.call('saveGrants', {
      ...{ params: { principal }, headers, body: JSON.stringify({ grants }) },
    });
    expect(answer.status).toBe(201);
  }

  test('count beside those of the token, at once where they were given', async () => {
    const headers = await guarded.headersOf('fraud.Admin');
    await guarded.app.call('readMe', { headers });

    await give(ADA);

    expect((await guarded.app.call('readMe', { headers })).json).toMatchObject({
      grants: [{ role: 'admin', valueStream: 'fraud' }, grants[0]],
    });
  });

  test('count for another instance after 30 s', async () => {
    const headers = await guarded.headersOf();
    const other = guarded.another();
    await other.call('readMe', { headers });
    await give(ADA);

    expect((await other.call('readMe', { headers })).json).toMatchObject({ grants: [] });
    guarded.world.clock.moveTo('2026-03-01T12:00:30Z');
    expect((await other.call('readMe', { headers })).json).toMatchObject({ grants });
  });

  test('count for the members of a group', async () => {
    const group = principalFrom('group', 7);
    await give(group);
    const claims = { ...ADA_OF_THE_PLATFORM, roles: 'none', groups: group.slice('group:'.length) };
    const trusting = await guardedApp({ trustsPlatform: true });
    await trusting.world.grants.create({ principal: group, grants: [{ role: 'admin', valueStream: 'x' }] });

    const answer = await trusting.app.call('readMe', { headers: platformHeader(claims) });

    expect(answer.json).toMatchObject({ grants: [{ role: 'admin', valueStream: 'x' }] });
  });
});

describe('an app that is open', () => {
  const world = createMemoryWorld('2026-03-01T12:00:00Z');
  const access = memoryAccess(world);
  const authentication = { mode: 'open', allowedOrigins: ['https://ui.example'] } as const;
  const app = registerIn(world, undefined, { access, gate: memoryGate(world, access, authentication) });

  async function statusOf(headers: Record<string, string>): Promise<number> {
    return (await app.call('readMe', { headers })).status;
  }

  test.each(['127.0.0.1:7071', '127.8.9.1', 'localhost', 'LOCALHOST:80', '[::1]:7071'])(
    'answers %s',
    async (host) => {
      expect(await statusOf({ host })).toBe(200);
    },
  );

  test.each([
    ...[
      'evil.example',
      '10.0.0.1:7071',
      '127.0.0.1.evil.example',
      'localhost.evil.example',
      '[::2]',
      '0.0.0.0',
    ],
    ...['evil@localhost', 'localhost/../evil', '128.0.0.1', ' ', 'local host', '[::ffff:10.0.0.1]'],
  ])('does not answer %s, which a name of somebody else can lead here by', async (host) => {
    expect(await statusOf({ host })).toBe(401);
  });

  test.each([
    ['http://localhost:4200', 200],
    ['http://127.0.0.1:7071', 200],
    ['https://ui.example', 200],
    ['https://evil.example', 401],
    ['http://localhost.evil.example', 401],
    ['null', 401],
  ])('answers a page of %s with %i', async (origin, status) => {
    expect(await statusOf({ host: '127.0.0.1:7071', origin })).toBe(status);
  });

  test('has no limit', async () => {
    const refusing = createGate({
      ...{ ...access, authentication, log: world.log, streamOf: async () => undefined },
      admitCaller: async () => ({ outcome: 'refused', retryAfterSeconds: 1 }),
    });
    const request = new HttpRequest({ method: 'GET', url: 'http://localhost/api/me' });
    const identified = await refusing.identify(request);

    expect(identified.outcome === 'identified' && (await refusing.admit(identified.caller))).toEqual({
      outcome: 'admitted',
    });
  });
});
