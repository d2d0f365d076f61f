import { createLocalJWKSet, createRemoteJWKSet, errors, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import type { Clock } from '../../application/ports/environment.ts';
import type { TokenClaims, TokenOutcome, TokenVerifier } from '../../application/ports/token-verifier.ts';
import { Unavailable } from '../../domain/errors.ts';
import { tokenClaims, toTokenClaims } from './token-claims.ts';

/** Public keys in the form of RFC 7517. */
export interface PublicKeys {
  readonly keys: readonly Readonly<Record<string, unknown>>[];
}

/** Which tokens are for this API. */
export interface TokenRules {
  readonly tenantId: string;
  readonly clientId: string;
  readonly issuer: string;
  readonly keys: { readonly uri: string } | { readonly publicKeys: PublicKeys };
  /** Client ids of the programs that may call in their own name; empty: all that the tenant gives a token. */
  readonly allowedClients: readonly string[];
}

/** One only, and an asymmetric one: with `HS256` allowed, whoever has the public key could sign. */
const ALGORITHMS = ['RS256'];

/** How far the clocks of the issuer and of this instance may be apart. */
const CLOCK_TOLERANCE_SECONDS = 60;

/** A new key shows at once, by its unknown id; this bounds how long one that is gone is still believed. */
const KEYS_MAX_AGE_MS = 6 * 60 * 60 * 1000;

/** Between two questions for keys whose id is not known: anyone can make up ids. */
const KEYS_COOLDOWN_MS = 30_000;

const KEYS_TIMEOUT_MS = 5_000;

/** A key server that does not answer is left alone for so long. */
const KEYS_RETRY_MS = 2_000;

/** Longer than any token of Entra ID; a header that long is not even decoded. */
const MAX_TOKEN_LENGTH = 16_384;

const REFUSED = 'The token is not valid for this API.';
const EXPIRED = 'The token has expired.';

/** Access tokens of Entra ID, version 2, verified by the tenant's keys. */
export class JoseTokenVerifier implements TokenVerifier {
  readonly #rules: TokenRules;
  readonly #keys: JWTVerifyGetKey;
  readonly #clock: Clock;

  constructor(rules: TokenRules, clock: Clock) {
    this.#rules = rules;
    this.#clock = clock;
    this.#keys = onlyNamedKeys(keysOf(rules), clock);
  }

  async verify(token: string): Promise<TokenOutcome> {
    if (token.length > MAX_TOKEN_LENGTH) return refused('is too long');
    const { clientId, issuer } = this.#rules;
    try {
      const { payload } = await jwtVerify(token, this.#keys, {
        ...{ issuer, audience: [clientId, `api://${clientId}`], algorithms: ALGORITHMS },
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        requiredClaims: ['exp', 'nbf', 'iat'],
        currentDate: new Date(this.#clock.now()),
      });
      return this.#accept(payload);
    } catch (error) {
      if (error instanceof Unavailable) throw error;
      if (error instanceof errors.JWTExpired) return refused('has expired', EXPIRED);
      if (error instanceof errors.JOSEError) return refused(error.message);
      // A token is anybody's text: whatever it makes the library throw, it is the token that is at fault.
      return refused(error instanceof Error ? error.name : 'cannot be read');
    }
  }

  #accept(payload: unknown): TokenOutcome {
    const parsed = tokenClaims.safeParse(payload);
    if (!parsed.success) return refused(`lacks claims: ${z.prettifyError(parsed.error)}`);
    if (!isSame(parsed.data.tid, this.#rules.tenantId)) return refused('is of another tenant');
    const claims = toTokenClaims(parsed.data);
    if (claims === undefined) return refused('is no access token: it has no scope');
    return this.#isAllowed(claims) ? { outcome: 'accepted', claims } : refused('is of a client not allowed');
  }

  #isAllowed({ kind, id }: TokenClaims): boolean {
    const { allowedClients } = this.#rules;
    if (kind === 'user' || allowedClients.length === 0) return true;
    return allowedClients.some((client) => isSame(client, id));
  }
}

function refused(detail: string, reason = REFUSED): TokenOutcome {
  return { outcome: 'refused', reason, detail: `The token ${detail}.` };
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function keysOf({ keys }: TokenRules): JWTVerifyGetKey {
  if ('publicKeys' in keys) return createLocalJWKSet({ keys: keys.publicKeys.keys.map(toJwk) });
  return createRemoteJWKSet(new URL(keys.uri), {
    cacheMaxAge: KEYS_MAX_AGE_MS,
    cooldownDuration: KEYS_COOLDOWN_MS,
    timeoutDuration: KEYS_TIMEOUT_MS,
  });
}

const jwk = z.looseObject({ kty: z.string() });

function toJwk(key: unknown): z.output<typeof jwk> {
  return jwk.parse(key);
}

/** The key that a token's header names by its id, and no other. Throws Unavailable when the keys cannot be had. */
function onlyNamedKeys(keys: JWTVerifyGetKey, clock: Clock): JWTVerifyGetKey {
  let retryAt = 0;
  return async (header, token) => {
    if (typeof header.kid !== 'string') throw new errors.JWKSNoMatchingKey();
    if (clock.now() < retryAt) throw noKeys();
    try {
      return await keys(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) throw error;
      if (error instanceof errors.JWKSMultipleMatchingKeys) throw error;
      retryAt = clock.now() + KEYS_RETRY_MS;
      throw noKeys(error);
    }
  };
}

function noKeys(cause?: unknown): Unavailable {
  return new Unavailable('The keys that tokens are signed with could not be had.', KEYS_RETRY_MS, { cause });
}
