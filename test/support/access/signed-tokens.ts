import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';

/** The instant that the tokens of tests are made at. */
export const TOKENS_NOW = Date.parse('2026-03-01T12:00:00Z');

export const TENANT_ID = '11111111-1111-4111-8111-111111111111';
export const CLIENT_ID = '22222222-2222-4222-8222-222222222222';
export const DAEMON_ID = '33333333-3333-4333-8333-333333333333';
export const ADA_ID = '44444444-4444-4444-8444-444444444444';
export const ISSUER = `https://login.microsoftonline.com/${TENANT_ID}/v2.0`;

const SECONDS = TOKENS_NOW / 1000;

/** The claims of a person's access token, as Entra ID makes it. */
export const ADA_CLAIMS = {
  ...{ ver: '2.0', iss: ISSUER, aud: CLIENT_ID, tid: TENANT_ID, sub: 'pairwise' },
  ...{ oid: ADA_ID, azp: DAEMON_ID, scp: 'access', preferred_username: 'ada@example.com', name: 'Ada' },
  ...{ iat: SECONDS - 60, nbf: SECONDS - 60, exp: SECONDS + 3600 },
};

/** The claims of a program's own token. */
export const DAEMON_CLAIMS = {
  ...{ ver: '2.0', iss: ISSUER, aud: CLIENT_ID, tid: TENANT_ID, sub: 'daemon' },
  ...{ oid: '55555555-5555-4555-8555-555555555555', azp: DAEMON_ID, idtyp: 'app' },
  ...{ iat: SECONDS - 60, nbf: SECONDS - 60, exp: SECONDS + 3600 },
};

export interface KeyPair {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

export async function makeKeyPair(kid: string): Promise<KeyPair> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  return { kid, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' } };
}

/** A token with these claims, and nothing that was not asked for. */
export async function signToken(
  { kid, privateKey }: KeyPair,
  claims: Readonly<Record<string, unknown>>,
  header: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid, ...header }).sign(privateKey);
}
