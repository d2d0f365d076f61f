import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { exportSPKI, importJWK } from 'jose';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { JoseTokenVerifier, type TokenRules } from '../../../shared/adapters/jose/jose-token-verifier.ts';
import type { TokenOutcome } from '../../../shared/application/ports/token-verifier.ts';
import { Unavailable } from '../../../shared/domain/errors.ts';
import { FixedClock } from '../../support/memory/memory-stores.ts';
import {
  ADA_CLAIMS,
  ADA_ID,
  CLIENT_ID,
  DAEMON_CLAIMS,
  DAEMON_ID,
  ISSUER,
  makeKeyPair,
  signToken,
  TENANT_ID,
  TOKENS_NOW,
  type KeyPair,
} from '../../support/access/signed-tokens.ts';

const NOT_VALID = 'The token is not valid for this API.';
const EXPIRED = 'The token has expired.';
const SECONDS = TOKENS_NOW / 1000;

let ours: KeyPair;
let theirs: KeyPair;

beforeAll(async () => {
  [ours, theirs] = await Promise.all([makeKeyPair('ours'), makeKeyPair('ours')]);
});

function verifier(rules: Partial<TokenRules> = {}): JoseTokenVerifier {
  const clock = new FixedClock(new Date(TOKENS_NOW).toISOString());
  const keys = { publicKeys: { keys: [{ ...ours.publicJwk }] } };
  return new JoseTokenVerifier(
    { tenantId: TENANT_ID, clientId: CLIENT_ID, issuer: ISSUER, keys, allowedClients: [], ...rules },
    clock,
  );
}

function reasonOf(outcome: TokenOutcome): string {
  return outcome.outcome === 'refused' ? outcome.reason : 'accepted';
}

async function reasonOfToken(token: string): Promise<string> {
  return reasonOf(await verifier().verify(token));
}

async function reasonOfClaims(claims: Readonly<Record<string, unknown>>): Promise<string> {
  return reasonOfToken(await signToken(ours, { ...ADA_CLAIMS, ...claims }));
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

describe('a token of a person', () => {
  test('is believed, with its roles and groups', async () => {
    const token = await signToken(ours, { ...ADA_CLAIMS, roles: ['retention.Reader'], groups: ['g'] });

    expect(await verifier().verify(token)).toEqual({
      outcome: 'accepted',
      claims: {
        ...{ kind: 'user', id: ADA_ID, name: 'ada@example.com' },
        ...{ roles: ['retention.Reader'], groups: ['g'], lacksGroups: false },
      },
    });
  });

  test('is believed when it is for the address of the API', async () => {
    expect(await reasonOfClaims({ aud: `api://${CLIENT_ID}` })).toBe('accepted');
  });

  test.each([{ hasgroups: true }, { _claim_names: { groups: 'src1' } }])(
    'says when it had no room for its groups: %j',
    async (claims) => {
      const verified = await verifier().verify(await signToken(ours, { ...ADA_CLAIMS, ...claims }));

      expect(verified).toMatchObject({ claims: { lacksGroups: true } });
    },
  );

  test.each([
    ['another tenant', { tid: '99999999-9999-4999-8999-999999999999' }],
    ['another audience', { aud: '99999999-9999-4999-8999-999999999999' }],
    ['another issuer', { iss: 'https://login.microsoftonline.com/common/v2.0' }],
    ['our issuer with a slash', { iss: `${ISSUER}/` }],
    ['version 1', { ver: '1.0' }],
    ['no tenant', { tid: undefined }],
    ['no person', { oid: undefined }],
    ['a person who is no GUID', { oid: '../../ada' }],
    ['no end', { exp: undefined }],
    ['no beginning', { nbf: undefined }],
    ['no issuing', { iat: undefined }],
    ['a beginning 61 s ahead', { nbf: SECONDS + 61 }],
    ['an end that is a text', { exp: 'never' }],
    ['roles that are no list', { roles: 'Evenkeel.Admin' }],
    ['an id token for the same client', { azp: undefined, scp: undefined, nonce: 'n' }],
    ['an id token that names a client', { idtyp: 'user', scp: undefined }],
  ])('is refused with %s', async (_what, claims) => {
    expect(await reasonOfClaims(claims)).toBe(NOT_VALID);
  });

  test('may be used up to a minute after its end, and before its beginning', async () => {
    expect(await reasonOfClaims({ exp: SECONDS - 59 })).toBe('accepted');
    expect(await reasonOfClaims({ exp: SECONDS - 61 })).toBe(EXPIRED);
    expect(await reasonOfClaims({ nbf: SECONDS + 59 })).toBe('accepted');
  });
});

describe('a token of a program', () => {
  test('is believed in its own name', async () => {
    const verified = await verifier().verify(await signToken(ours, DAEMON_CLAIMS));

    expect(verified).toMatchObject({ claims: { kind: 'app', id: DAEMON_ID, name: DAEMON_ID } });
  });

  test('needs to be on the list where there is one', async () => {
    const token = await signToken(ours, DAEMON_CLAIMS);

    expect(reasonOf(await verifier({ allowedClients: [CLIENT_ID] }).verify(token))).toBe(NOT_VALID);
    expect(reasonOf(await verifier({ allowedClients: [DAEMON_ID.toUpperCase()] }).verify(token))).toBe(
      'accepted',
    );
  });

  test('does not pass for a person by its name', async () => {
    const token = await signToken(ours, { ...DAEMON_CLAIMS, preferred_username: 'ada@example.com' });

    expect(await verifier().verify(token)).toMatchObject({ claims: { kind: 'app', name: DAEMON_ID } });
  });

  test('that a person uses is not asked for on the list', async () => {
    const token = await signToken(ours, ADA_CLAIMS);

    expect(reasonOf(await verifier({ allowedClients: [CLIENT_ID] }).verify(token))).toBe('accepted');
  });
});

describe('a token that is forged', () => {
  test('is refused when another key of the same name signed it', async () => {
    expect(await reasonOfToken(await signToken(theirs, ADA_CLAIMS))).toBe(NOT_VALID);
  });

  test('is refused without a signature', async () => {
    for (const alg of ['none', 'None', 'NONE']) {
      const token = `${encode({ alg, kid: 'ours', typ: 'JWT' })}.${encode(ADA_CLAIMS)}.`;
      expect(await reasonOfToken(token)).toBe(NOT_VALID);
    }
  });

  test('is refused when it is signed with the public key as a shared secret', async () => {
    const publicKey = await importJWK(ours.publicJwk, 'RS256', { extractable: true });
    const pem = publicKey instanceof Uint8Array ? '' : await exportSPKI(publicKey);
    for (const secret of [pem, pem.trim(), JSON.stringify(ours.publicJwk), ours.publicJwk.n ?? '']) {
      const content = `${encode({ alg: 'HS256', kid: 'ours' })}.${encode(ADA_CLAIMS)}`;
      const signature = createHmac('sha256', secret).update(content).digest('base64url');
      expect(await reasonOfToken(`${content}.${signature}`)).toBe(NOT_VALID);
    }
  });

  test('is refused with another algorithm of the same key', async () => {
    const token = await signToken(ours, ADA_CLAIMS);
    const [, claims = '', signature = ''] = token.split('.');
    for (const alg of ['RS512', 'PS256', 'RS384']) {
      const header = encode({ alg, kid: 'ours' });
      expect(await reasonOfToken(`${header}.${claims}.${signature}`)).toBe(NOT_VALID);
    }
  });

  test('is refused when its header names no key, or another', async () => {
    expect(await reasonOfToken(await signToken(ours, ADA_CLAIMS, { kid: undefined }))).toBe(NOT_VALID);
    expect(await reasonOfToken(await signToken(ours, ADA_CLAIMS, { kid: 'others' }))).toBe(NOT_VALID);
  });

  test('is refused when it brings its own key', async () => {
    const jku = 'http://127.0.0.1:9/keys';
    expect(await reasonOfToken(await signToken(theirs, ADA_CLAIMS, { jwk: theirs.publicJwk, jku }))).toBe(
      NOT_VALID,
    );
  });

  test('is refused when its claims were changed', async () => {
    const [header = '', , signature = ''] = (await signToken(ours, ADA_CLAIMS)).split('.');
    const claims = encode({ ...ADA_CLAIMS, roles: ['Evenkeel.Admin'] });

    expect(await reasonOfToken(`${header}.${claims}.${signature}`)).toBe(NOT_VALID);
  });

  test.each(['', 'x', 'a.b.c', '....', `${'a'.repeat(20_000)}.b.c`, 'eyJ.eyJ.', '\u0000.\u0000.\u0000'])(
    'is refused as garbage: %j',
    async (token) => {
      expect(await reasonOfToken(token)).toBe(NOT_VALID);
    },
  );

  test('shows neither itself nor what would be believed in what is said of it', async () => {
    const outcomes = await Promise.all(
      [
        await signToken(theirs, ADA_CLAIMS),
        await signToken(ours, { ...ADA_CLAIMS, aud: 'x' }),
        await signToken(ours, { ...ADA_CLAIMS, oid: 'x' }),
      ].map(async (token) => ({ token, outcome: await verifier().verify(token) })),
    );

    for (const { token, outcome } of outcomes) {
      const said = JSON.stringify(outcome);
      for (const part of token.split('.')) expect(said).not.toContain(part);
      for (const part of [ADA_ID, CLIENT_ID, TENANT_ID]) expect(said).not.toContain(part);
    }
  });
});

describe('keys that are fetched', () => {
  let server: Server | undefined;
  let asked = 0;

  afterEach(async () => {
    asked = 0;
    const running = server;
    if (running !== undefined) await new Promise((resolve) => running.close(resolve));
    server = undefined;
  });

  async function serve(status: () => number): Promise<string> {
    const own = createServer((_request, response) => {
      asked += 1;
      response.writeHead(status(), { 'content-type': 'application/json', connection: 'close' });
      response.end(JSON.stringify({ keys: [ours.publicJwk] }));
    });
    server = own;
    const address = await new Promise<unknown>((resolve) => {
      own.listen(0, '127.0.0.1', () => {
        resolve(own.address());
      });
    });
    const port = typeof address === 'object' && address !== null && 'port' in address ? address.port : 0;
    return `http://127.0.0.1:${String(port)}/keys`;
  }

  test('are fetched once for many tokens, and not again for names that are made up', async () => {
    const remote = verifier({ keys: { uri: await serve(() => 200) } });
    const token = await signToken(ours, ADA_CLAIMS);

    const outcomes = await Promise.all(Array.from({ length: 5 }, () => remote.verify(token)));
    for (const kid of ['a', 'b', 'c']) await remote.verify(await signToken(theirs, ADA_CLAIMS, { kid }));

    expect(outcomes.map(reasonOf)).toEqual(Array.from({ length: 5 }, () => 'accepted'));
    expect(asked).toBe(1);
  });

  test.each([500, 404, 302])('make nobody a stranger when their server answers %i', async (status) => {
    const remote = verifier({ keys: { uri: await serve(() => status) } });

    await expect(remote.verify(await signToken(ours, ADA_CLAIMS))).rejects.toThrow(Unavailable);
  });

  test('make nobody a stranger when their server is away, and it is left alone for a while', async () => {
    const uri = await serve(() => 500);
    const clock = new FixedClock(new Date(TOKENS_NOW).toISOString());
    const rules = { tenantId: TENANT_ID, clientId: CLIENT_ID, issuer: ISSUER, allowedClients: [] };
    const remote = new JoseTokenVerifier({ ...rules, keys: { uri } }, clock);
    const token = await signToken(ours, ADA_CLAIMS);

    await expect(remote.verify(token)).rejects.toThrow(Unavailable);
    await expect(remote.verify(token)).rejects.toThrow(Unavailable);
    expect(asked).toBe(1);

    clock.moveTo(new Date(TOKENS_NOW + 2_000).toISOString());
    await expect(remote.verify(token)).rejects.toThrow(Unavailable);
    expect(asked).toBe(2);
  });
});
