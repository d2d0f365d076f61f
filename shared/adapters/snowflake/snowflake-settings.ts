import type { ConnectionOptions } from 'snowflake-sdk';

/** Where Snowflake is and who asks; a password is no way in. */
export interface SnowflakeSettings {
  readonly account: string;
  readonly user: string;
  /** An RSA key in PKCS #8 PEM, or the client id of a managed identity that Snowflake knows. */
  readonly credential: { readonly privateKey: string } | { readonly workloadIdentityClientId: string };
  readonly database: string;
  readonly schema: string;
  readonly warehouse?: string;
  readonly role?: string;
  /** Another address than the account's own. */
  readonly accessUrl?: string;
}

/** Below this a slow login would be taken for a dead one; Snowflake itself answers within 45 s. */
const REQUEST_TIMEOUT_MS = 60_000;
const LOGIN_RETRIES = 2;

/** The driver's options: one session for many statements, that no timer keeps alive. */
export function toConnectionOptions({ credential, user, ...place }: SnowflakeSettings): ConnectionOptions {
  return {
    ...place,
    username: user,
    ...('privateKey' in credential
      ? { authenticator: 'SNOWFLAKE_JWT', privateKey: credential.privateKey }
      : {
          authenticator: 'WORKLOAD_IDENTITY',
          workloadIdentityProvider: 'AZURE',
          workloadIdentityAzureClientId: credential.workloadIdentityClientId,
        }),
    application: 'Evenkeel',
    clientSessionKeepAlive: false,
    timeout: REQUEST_TIMEOUT_MS,
    sfRetryMaxLoginRetries: LOGIN_RETRIES,
  };
}
