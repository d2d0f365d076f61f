import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import type { LocalTokens } from '../../../local/token/local-tokens.ts';

const TOKEN_LIFE_SECONDS = 3600;

const granted = z.object({
  client_id: z.string(),
  redirect_uri: z.string(),
  code_challenge: z.string(),
  code_challenge_method: z.literal('S256'),
  response_type: z.literal('code'),
  response_mode: z.literal('fragment'),
  scope: z.string(),
  state: z.string().min(1),
});

interface Refusal {
  readonly error: string;
  readonly error_description: string;
}

/**
 * Stands in for a tenant's authorize and token endpoints, where everybody is signed in as somebody without being asked.
 * What a public client with PKCE has to send is checked; a code and a refresh token are good for one time.
 */
export interface Entra {
  /** For `AUTH__authority`. */
  readonly authority: string;
  /** What was asked for a token with, in order. */
  readonly asked: readonly string[];
  /** The next request is refused so, to authorize or for a token. */
  refuseNext(refusal: Refusal): void;
  stop(): Promise<void>;
}

/** Its tokens are those of `npm run token`, for one person. */
export async function startEntra(tokens: LocalTokens, name: string): Promise<Entra> {
  const codes = new Map<string, z.output<typeof granted>>();
  const refreshTokens = new Set<string>();
  const asked: string[] = [];
  let refusal: Refusal | undefined;

  function takeRefusal(): Refusal | undefined {
    const taken = refusal;
    refusal = undefined;
    return taken;
  }

  function authorize(url: URL, response: ServerResponse): void {
    const request = granted.parse(Object.fromEntries(url.searchParams));
    const code = randomUUID();
    codes.set(code, request);
    const { state } = request;
    const answer = new URLSearchParams({
      ...(takeRefusal() ?? { code }),
      state,
      session_state: randomUUID(),
    });
    response.writeHead(302, { location: `${request.redirect_uri}#${answer.toString()}` }).end();
  }

  /** A problem with a request for a token, or undefined. */
  function faultOf(form: Readonly<Record<string, string>>): Refusal | undefined {
    const refused = takeRefusal();
    if (refused !== undefined) return refused;
    if (form['grant_type'] === 'refresh_token') {
      return refreshTokens.delete(form['refresh_token'] ?? '')
        ? undefined
        : fault('The refresh token is used.');
    }
    const code = codes.get(form['code'] ?? '');
    codes.delete(form['code'] ?? '');
    if (code === undefined) return fault('The code is used.');
    const challenge = createHash('sha256')
      .update(form['code_verifier'] ?? '')
      .digest('base64url');
    if (challenge !== code.code_challenge) return fault('The verifier is not the one of the challenge.');
    const isSame = form['redirect_uri'] === code.redirect_uri && form['client_id'] === code.client_id;
    return isSame ? undefined : fault('The code is of another client.');
  }

  async function token(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = Object.fromEntries(new URLSearchParams(await text(request)));
    asked.push(form['grant_type'] ?? '');
    const refused = faultOf(form);
    const headers = { 'content-type': 'application/json', 'access-control-allow-origin': '*' };
    if (refused !== undefined) {
      response.writeHead(400, headers).end(JSON.stringify(refused));
      return;
    }
    const refreshToken = randomUUID();
    refreshTokens.add(refreshToken);
    const accessToken = await tokens.issue({ name, role: 'operator', expiresInSeconds: TOKEN_LIFE_SECONDS });
    const answer = { token_type: 'Bearer', expires_in: TOKEN_LIFE_SECONDS, access_token: accessToken };
    response.writeHead(200, headers).end(JSON.stringify({ ...answer, refresh_token: refreshToken }));
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (url.pathname === '/tenant/oauth2/v2.0/authorize') authorize(url, response);
    else if (url.pathname === '/tenant/oauth2/v2.0/token') await token(request, response);
    else response.writeHead(404).end();
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return {
    authority: `http://127.0.0.1:${port}/tenant`,
    asked,
    refuseNext: (next) => (refusal = next),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function fault(description: string): Refusal {
  return { error: 'invalid_grant', error_description: description };
}
