import type { Clock } from '../../../application/ports/environment.ts';
import type { OutgoingHttp } from '../../../application/ports/outgoing-http.ts';
import { SECOND_MS } from '../../../domain/schedule/instant.ts';
import { tokenAnswer } from '../contracts/workspace-answers.ts';
import { readText } from './read-text.ts';
import type { FreshToken } from './workspace-tokens.ts';

const MAX_BYTES = 64 * 1024;
const TIMEOUT_MS = 30 * SECOND_MS;

/** Where an OAuth client gets its tokens, and as whom. */
export interface OAuthClient {
  readonly host: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Thrown when the server that hands out tokens has trouble that may pass. */
export class TokenServerFailed extends Error {
  override readonly name = 'TokenServerFailed';
  readonly status: number;

  constructor(status: number) {
    super(`the token server answered ${status}`);
    this.status = status;
  }
}

/**
 * Asks for a token from machine to machine: client credentials (RFC 6749, 4.4) at the workspace's own `/oidc/v1/token`.
 *
 * @throws OutgoingFault; TokenServerFailed.
 */
export async function askForToken(
  { http, clock }: { readonly http: OutgoingHttp; readonly clock: Clock },
  { host, clientId, clientSecret }: OAuthClient,
): Promise<FreshToken | { readonly why: string }> {
  const askedAt = clock.now();
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
  const response = await http.send({
    ...{ method: 'POST', url: `${host}/oidc/v1/token`, maxRedirects: 0, maxBytes: MAX_BYTES },
    headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: 'grant_type=client_credentials&scope=all-apis',
    ...{ headTimeoutMs: TIMEOUT_MS, idleTimeoutMs: TIMEOUT_MS, totalTimeoutMs: TIMEOUT_MS },
  });
  const { status } = response;
  if (status !== 200) {
    response.discard();
    if (status === 429 || status >= 500) throw new TokenServerFailed(status);
    return { why: `the workspace gives its OAuth client no token (${status}): see its client id and secret` };
  }
  const read = tokenAnswer.safeParse(toJson(await readText(response.body)));
  if (!read.success) return { why: 'the workspace’s answer to its OAuth client holds no token' };
  const { access_token: token, expires_in: seconds } = read.data;
  return { token, expiresAt: askedAt + seconds * SECOND_MS };
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
