import { ManagedIdentityCredential, type TokenCredential } from '@azure/identity';

/** The SDK's credential; apart from its user, so that it is a file of its own in the bundle. */
export function createManagedIdentityCredential(clientId: string | undefined): TokenCredential {
  return new ManagedIdentityCredential(clientId === undefined ? {} : { clientId });
}
