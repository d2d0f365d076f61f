import { JoseTokenVerifier } from '../../../../shared/adapters/jose/jose-token-verifier.ts';
import type { Access } from '../../../../shared/application/access/create-access.ts';
import type { Grant } from '../../../../shared/domain/access/caller.ts';
import {
  ADA_CLAIMS,
  CLIENT_ID,
  ISSUER,
  makeKeyPair,
  signToken,
  TENANT_ID,
  TOKENS_NOW,
  type KeyPair,
} from '../../../support/access/signed-tokens.ts';
import { registerIn, type Guarded } from '../../../support/memory/memory-app.ts';
import { memoryAccess, memoryGate } from '../../../support/memory/memory-gate.ts';
import { createMemoryWorld, type MemoryWorld } from '../../../support/memory/memory-world.ts';
import type { RecordingRegistry } from '../../../support/recording-registry.ts';

/** The app with its own gate, over a world in memory at the instant that tokens are made at. */
export interface GuardedApp {
  readonly world: MemoryWorld;
  readonly app: RecordingRegistry;
  readonly access: Access;
  /** A token of a person with these app roles. */
  readonly tokenOf: (...roles: readonly string[]) => Promise<string>;
  /** The headers of a request with it. */
  readonly headersOf: (...roles: readonly string[]) => Promise<Record<string, string>>;
  /** Another instance of the app over the same world. */
  readonly another: () => RecordingRegistry;
}

export interface GuardOptions extends Pick<Guarded, 'answering'> {
  readonly requestsPerMinute?: number;
  readonly trustsPlatform?: boolean;
  readonly log?: MemoryWorld['log'];
}

let keyPair: Promise<KeyPair> | undefined;

/** Made once for all tests of a file: it takes a tenth of a second. */
function ourKeys(): Promise<KeyPair> {
  keyPair ??= makeKeyPair('ours');
  return keyPair;
}

export async function guardedApp(options: GuardOptions = {}): Promise<GuardedApp> {
  const ours = await ourKeys();
  const made = createMemoryWorld(new Date(TOKENS_NOW).toISOString());
  const world = { ...made, log: options.log ?? made.log };
  const { app, access } = instance(world, ours, options);
  const tokenOf = (...roles: readonly string[]) => signToken(ours, { ...ADA_CLAIMS, roles });
  return {
    ...{ world, app, access, tokenOf },
    headersOf: async (...roles) => ({ authorization: `Bearer ${await tokenOf(...roles)}` }),
    another: () => instance(world, ours, options).app,
  };
}

function instance(
  world: MemoryWorld,
  ours: KeyPair,
  { requestsPerMinute = 0, trustsPlatform = false, answering }: GuardOptions,
): { readonly app: RecordingRegistry; readonly access: Access } {
  const access = memoryAccess(world, requestsPerMinute);
  const tokens = new JoseTokenVerifier(
    {
      ...{ tenantId: TENANT_ID, clientId: CLIENT_ID, issuer: ISSUER, allowedClients: [] },
      keys: { publicKeys: { keys: [{ ...ours.publicJwk }] } },
    },
    world.clock,
  );
  const authentication = {
    mode: 'required',
    identifyCaller: access.identifyCallerBy(tokens),
    trustedPlatform: trustsPlatform ? { tenantId: TENANT_ID } : undefined,
  } as const;
  const gate = memoryGate(world, access, authentication);
  const app = registerIn(world, undefined, { gate, access, ...(answering !== undefined && { answering }) });
  return { app, access };
}

/** A token that makes a person what the grants say, as its app roles. */
export function rolesOf(grants: readonly Grant[]): readonly string[] {
  return grants.map(({ role, valueStream }) => {
    const stream = valueStream === '*' ? 'Evenkeel' : valueStream;
    return `${stream}.${role.charAt(0).toUpperCase()}${role.slice(1)}`;
  });
}
