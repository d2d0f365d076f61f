import { randomBytes } from 'node:crypto';
import { ApiFault } from './api-fault.ts';
import type { Fields } from './exact-json.ts';
import type { WorkspaceSettings } from './workspace-script.ts';

/** Who is let in: bearers of the tokens of the options, and of those that are handed out to OAuth clients for a while. */
export class SignIn {
  readonly #settings: WorkspaceSettings;
  /** Until when each is good, epoch ms. */
  readonly #handedOut = new Map<string, number>();

  constructor(settings: WorkspaceSettings) {
    this.#settings = settings;
  }

  /** Tokens that have been handed out. */
  get tokenCount(): number {
    return this.#handedOut.size;
  }

  /** From now on those that were handed out are no good. */
  revoke(): void {
    for (const token of this.#handedOut.keys()) this.#handedOut.set(token, 0);
  }

  /** @throws ApiFault. */
  assertToken(authorization: string | undefined): void {
    const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? '';
    const until = this.#handedOut.get(token) ?? 0;
    if (this.#settings.tokens.includes(token) || this.#settings.now() < until) return;
    throw new ApiFault({
      status: 401,
      code: 'UNAUTHENTICATED',
      message: 'Credential was not sent or was of an unsupported type.',
    });
  }

  /** The answer of `/oidc/v1/token`. @throws ApiFault. */
  handOut(authorization: string | undefined, body: string): Fields {
    const basic = /^Basic (.+)$/.exec(authorization ?? '')?.[1] ?? '';
    const [id = '', secret] = Buffer.from(basic, 'base64').toString().split(':', 2);
    const form = new URLSearchParams(body);
    if (form.get('grant_type') !== 'client_credentials' || form.get('scope') !== 'all-apis') {
      throw new ApiFault({
        status: 400,
        code: 'unsupported_grant_type',
        message: 'Only client_credentials for all-apis are handed out.',
      });
    }
    const { clients, tokenSeconds, now } = this.#settings;
    if (secret === undefined || clients[id] !== secret) {
      throw new ApiFault({ status: 401, code: 'invalid_client', message: 'Client authentication failed.' });
    }
    const token = randomBytes(12).toString('base64url');
    this.#handedOut.set(token, now() + tokenSeconds * 1000);
    return { access_token: token, token_type: 'Bearer', scope: 'all-apis', expires_in: tokenSeconds };
  }
}
