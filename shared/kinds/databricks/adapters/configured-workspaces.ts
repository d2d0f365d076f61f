import type { Clock } from '../../../application/ports/environment.ts';
import type { OutgoingHttp } from '../../../application/ports/outgoing-http.ts';
import type { Secrets } from '../../../application/ports/secrets.ts';
import type { Workspace, Workspaces } from '../application/ports/workspaces.ts';
import { findConnection, type Connection } from '../settings.ts';
import { askForToken } from './ask-for-token.ts';
import { createCallWorkspace } from './call-workspace.ts';
import { DatabricksWorkspace } from './databricks-workspace.ts';
import { RenewedTokens, SecretToken, type FreshToken, type WorkspaceTokens } from './workspace-tokens.ts';

/** Gives tokens of the app's own identity; `TokenCredential` of the identity's library is one. */
export interface IdentityTokens {
  getToken(scope: string): Promise<{ readonly token: string; readonly expiresOnTimestamp: number } | null>;
}

export interface WorkspaceDependencies {
  readonly http: OutgoingHttp;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly credential: IdentityTokens;
}

/** Azure Databricks as Entra ID knows it: the same in every tenant. */
const AZURE_DATABRICKS = '2ff814a6-3304-4ab8-861d-cd0e6f879c1d/.default';

type Found = ReturnType<Workspaces['find']>;

/** The workspaces of the settings. Each is made when it is first asked for, and keeps its token from then on. */
export class ConfiguredWorkspaces implements Workspaces {
  readonly #connections: ReadonlyMap<string, Connection>;
  readonly #dependencies: WorkspaceDependencies;
  readonly #made = new Map<string, Workspace>();

  constructor(connections: ReadonlyMap<string, Connection>, dependencies: WorkspaceDependencies) {
    this.#connections = connections;
    this.#dependencies = dependencies;
  }

  find(name: string, valueStream: string): Found {
    const found = findConnection(this.#connections, name, valueStream);
    if (found.outcome === 'missing') return found;
    return { outcome: 'found', workspace: this.#workspaceOf(name, found.connection) };
  }

  #workspaceOf(name: string, connection: Connection): Workspace {
    const made = this.#made.get(name);
    if (made !== undefined) return made;
    const { http, clock } = this.#dependencies;
    const tokens = tokensOf(connection, this.#dependencies);
    const call = createCallWorkspace({ http, clock, tokens, host: connection.host });
    const workspace = new DatabricksWorkspace(call);
    this.#made.set(name, workspace);
    return workspace;
  }
}

function tokensOf({ signIn, host }: Connection, dependencies: WorkspaceDependencies): WorkspaceTokens {
  const { http, secrets, clock, credential } = dependencies;
  switch (signIn.type) {
    case 'token':
      return new SecretToken(signIn.secretName, () => secrets.get(signIn.secretName));
    case 'oauth':
      return new RenewedTokens(async () => {
        const clientSecret = secrets.get(signIn.secretName);
        if (clientSecret === undefined) {
          return { why: `there is no secret for it: set the app setting SECRETS__${signIn.secretName}` };
        }
        return askForToken({ http, clock }, { host, clientId: signIn.clientId, clientSecret });
      }, clock);
    case 'managed-identity':
      return new RenewedTokens(() => identityToken(credential), clock);
  }
}

async function identityToken(credential: IdentityTokens): Promise<FreshToken | { readonly why: string }> {
  const given = await credential.getToken(AZURE_DATABRICKS);
  if (given === null) return { why: 'the app’s identity is given no token for Databricks' };
  return { token: given.token, expiresAt: given.expiresOnTimestamp };
}
