import { createGate } from '../../../functions/http/api/app-gate.ts';
import type { Authentication } from '../../../functions/http/api/identify.ts';
import type { Gate } from '../../../functions/http/api/gate.ts';
import { hasSha256, sha256Text } from '../../../shared/adapters/ids/secret-digest.ts';
import { createAccess, type Access } from '../../../shared/application/access/create-access.ts';
import { createStreamOf } from '../../../shared/application/access/stream-of.ts';
import type { JobStore } from '../../../shared/application/ports/job-store.ts';
import type { MemoryWorld } from './memory-world.ts';

type Stores = Pick<
  MemoryWorld,
  'grants' | 'keys' | 'requests' | 'rates' | 'auditedChange' | 'uniqueId' | 'clock' | 'log'
>;

/**
 * One instance's knowledge of who may do what, over the stores of a world; a world can have several. Its keys are the same
 * each time that the world is made, as everything in it is.
 */
export function memoryAccess(world: Stores, requestsPerMinute = 0): Access {
  return createAccess({
    ...world,
    ...{ digest: sha256Text, hasDigest: hasSha256, requestsPerMinute },
    randomKeyId: () => sha256Text(world.uniqueId()).slice(0, 16),
    randomSecret: () => Buffer.from(sha256Text(world.uniqueId()), 'hex').toString('base64url'),
  });
}

type GatedWorld = Stores &
  Pick<MemoryWorld, 'runs' | 'leases' | 'models' | 'alertRules' | 'incidents' | 'fleets'> & {
    readonly jobs: JobStore;
  };

/** The app's own gate over a world. */
export function memoryGate(world: GatedWorld, access: Access, authentication: Authentication): Gate {
  return createGate({ ...access, authentication, streamOf: createStreamOf(world), log: world.log });
}
