import * as oauth from 'oauth4webapi';
import type { EntraSignIn } from '../../shared/contracts/http/sign-in.ts';
import type { PendingSignIn, SignedIn } from './kept-sign-in.ts';

/*
 * Signing in at Microsoft Entra ID: the authorization code flow with PKCE (RFC 6749, 4.1; RFC 7636) of a public client,
 * which has no secret. The answer comes behind the `#` of the address, so that it is never sent to a server of ours.
 */

/** Where and as what somebody is signed in. */
export type SignInAt = Omit<EntraSignIn, 'type'>;

/** Thrown when somebody cannot be signed in; the message is for them, and `isEnded` says that they have to sign in anew. */
export class SignInFailed extends Error {
  override readonly name = 'SignInFailed';
  readonly isEnded: boolean;

  constructor(message: string, options: ErrorOptions & { readonly isEnded: boolean }) {
    super(message, options);
    this.isEnded = options.isEnded;
  }
}

/** Renewed so long before its end, so that no call meets the end on its way. */
const RENEW_BEFORE_MS = 5 * 60_000;

/** What a server says where it does not. */
const USUAL_LIFE_SECONDS = 3600;

/** Where to send somebody to sign in, and what to keep until they come back to `redirectUri`. */
export async function beginSignIn(
  at: SignInAt,
  { redirectUri, returnTo }: { readonly redirectUri: string; readonly returnTo: string },
): Promise<{ readonly address: URL; readonly pending: PendingSignIn }> {
  const state = oauth.generateRandomState();
  const verifier = oauth.generateRandomCodeVerifier();
  const address = new URL(serverOf(at).authorization_endpoint);
  address.search = new URLSearchParams({
    ...{
      client_id: at.clientId,
      response_type: 'code',
      response_mode: 'fragment',
      redirect_uri: redirectUri,
    },
    ...{ scope: `${at.scope} offline_access`, state },
    ...{ code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' },
  }).toString();
  return { address, pending: { state, verifier, redirectUri, returnTo: ownPath(returnTo) } };
}

/**
 * What the answer in an address is worth. Throws SignInFailed: it is not the answer to what is pending, somebody was
 * refused, or the code is not taken.
 */
export async function finishSignIn(
  at: SignInAt,
  { answer, pending, now }: { readonly answer: URL; readonly pending: PendingSignIn; readonly now: number },
): Promise<SignedIn> {
  const { server, client, options } = partiesOf(at);
  return withReason(async () => {
    const parameters = new URLSearchParams(answer.hash.slice(1));
    const checked = oauth.validateAuthResponse(server, client, parameters, pending.state);
    const { redirectUri, verifier } = pending;
    const response = await oauth.authorizationCodeGrantRequest(
      ...([server, client, oauth.None(), checked, redirectUri, verifier, options] as const),
    );
    return toSignedIn(await oauth.processAuthorizationCodeResponse(server, client, response), now);
  });
}

/** Whether it is time for a new token. */
export function isToRenew({ expiresAt }: SignedIn, now: number): boolean {
  return expiresAt - now < RENEW_BEFORE_MS;
}

/** The next token, without anybody's doing. Throws SignInFailed. */
export async function renewSignIn(at: SignInAt, { refreshToken }: SignedIn, now: number): Promise<SignedIn> {
  if (refreshToken === undefined) throw new SignInFailed(ENDED, { isEnded: true });
  const { server, client, options } = partiesOf(at);
  return withReason(async () => {
    const response = await oauth.refreshTokenGrantRequest(
      server,
      client,
      oauth.None(),
      refreshToken,
      options,
    );
    const next = toSignedIn(await oauth.processRefreshTokenResponse(server, client, response), now);
    // It stays good where no other one is given.
    return { refreshToken, ...next };
  });
}

const ENDED = 'Your sign-in has ended. Sign in again.';

function serverOf({ authority }: SignInAt) {
  return {
    issuer: `${authority}/v2.0`,
    authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
    token_endpoint: `${authority}/oauth2/v2.0/token`,
  };
}

function partiesOf(at: SignInAt) {
  const { hostname } = new URL(at.authority);
  return {
    server: serverOf(at),
    client: { client_id: at.clientId },
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to be seen; on one machine there is no TLS
    options: { [oauth.allowInsecureRequests]: hostname === '127.0.0.1' || hostname === '[::1]' },
  };
}

/** A path of the page and nothing else: what is kept could lead somewhere else by then. */
function ownPath(returnTo: string): string {
  const url = URL.parse(returnTo, 'https://page.invalid');
  return url?.origin === 'https://page.invalid' ? `${url.pathname}${url.search}${url.hash}` : '/';
}

function toSignedIn(answer: oauth.TokenEndpointResponse, now: number): SignedIn {
  const { access_token: accessToken, expires_in: seconds, refresh_token: refreshToken } = answer;
  const expiresAt = now + (seconds ?? USUAL_LIFE_SECONDS) * 1000;
  return { accessToken, expiresAt, ...(refreshToken !== undefined && { refreshToken }) };
}

async function withReason<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw failureOf(error);
  }
}

/** What a person can do about it; the server's own words say best why it refuses somebody. */
function failureOf(cause: unknown): SignInFailed {
  if (cause instanceof oauth.AuthorizationResponseError || cause instanceof oauth.ResponseBodyError) {
    const reason = cause.error_description ?? cause.error;
    return new SignInFailed(`You could not be signed in: ${reason}`, { cause, isEnded: true });
  }
  if (cause instanceof oauth.OperationProcessingError && cause.code === oauth.INVALID_RESPONSE) {
    const message = 'This answer is not to the sign-in that was begun here. Sign in again.';
    return new SignInFailed(message, { cause, isEnded: true });
  }
  const message = 'The sign-in service cannot be reached. Try again.';
  return new SignInFailed(message, { cause, isEnded: false });
}
