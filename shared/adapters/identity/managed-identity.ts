import type { AccessToken, GetTokenOptions, TokenCredential } from '@azure/identity';
import { madeOnce } from '../../application/made-once.ts';

/**
 * The managed identity of the app: the user-assigned one that `clientId` names, or the system-assigned one. Its library,
 * a tenth of the whole app, is loaded with the first token; where keys are used, never.
 */
export class ManagedIdentity implements TokenCredential {
  readonly #credential: () => Promise<TokenCredential>;

  constructor(clientId: string | undefined) {
    this.#credential = madeOnce(async () => {
      const { createManagedIdentityCredential } = await import('./managed-identity-credential.ts');
      return createManagedIdentityCredential(clientId);
    });
  }

  async getToken(scopes: string | string[], options?: GetTokenOptions): Promise<AccessToken | null> {
    const credential = await this.#credential();
    return credential.getToken(scopes, options);
  }
}
