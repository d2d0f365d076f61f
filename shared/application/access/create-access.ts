import type { AuditedChange } from '../audited-change.ts';
import type { Clock, Log, UniqueId } from '../ports/environment.ts';
import type { GrantStore } from '../ports/grant-store.ts';
import type { KeyStore } from '../ports/key-store.ts';
import type { RateStore } from '../ports/rate-store.ts';
import type { RequestStore } from '../ports/request-store.ts';
import type { TokenVerifier } from '../ports/token-verifier.ts';
import { createAdmitCaller } from './admit-caller.ts';
import { createAnswerOnce } from './answer-once.ts';
import { createCreateKey, createListKeys, createRevokeKey } from './api-keys.ts';
import { createDeleteGrants, createSaveGrants } from './change-grants.ts';
import { createIdentifyCaller } from './identify-caller.ts';
import { createRememberedAccess } from './remembered-access.ts';

/** What keys and requests are told by. */
export interface AccessSecrets {
  /** The SHA-256 of a text, in hexadecimal digits. */
  readonly digest: (text: string) => string;
  /** Whether a digest is the text's; takes the same time wherever they differ. */
  readonly hasDigest: (text: string, digest: string) => boolean;
  /** 16 random hexadecimal digits. */
  readonly randomKeyId: () => string;
  /** 256 random bits in base64url. */
  readonly randomSecret: () => string;
}

interface Dependencies extends AccessSecrets {
  readonly grants: GrantStore;
  readonly keys: KeyStore;
  readonly requests: RequestStore;
  readonly rates: RateStore;
  readonly auditedChange: AuditedChange;
  readonly uniqueId: UniqueId;
  readonly clock: Clock;
  readonly log: Log;
  /** 0: any number. */
  readonly requestsPerMinute: number;
}

/** Everything that has to do with who may do what. */
export interface Access {
  readonly saveGrants: ReturnType<typeof createSaveGrants>;
  readonly deleteGrants: ReturnType<typeof createDeleteGrants>;
  readonly createKey: ReturnType<typeof createCreateKey>;
  readonly listKeys: ReturnType<typeof createListKeys>;
  readonly revokeKey: ReturnType<typeof createRevokeKey>;
  readonly admitCaller: ReturnType<typeof createAdmitCaller>;
  readonly answerOnce: ReturnType<typeof createAnswerOnce>;
  /** With tokens that this verifier believes. */
  readonly identifyCallerBy: (tokens: TokenVerifier) => ReturnType<typeof createIdentifyCaller>;
}

/** What changes grants and keys also forgets what this instance remembers of them. */
export function createAccess(dependencies: Dependencies): Access {
  const { keys, clock, log, hasDigest } = dependencies;
  const { grantsOf, findKey, forgetGrants, forgetKey } = createRememberedAccess(dependencies);
  const changingGrants = { ...dependencies, forget: forgetGrants };
  const changingKeys = { ...dependencies, forget: forgetKey };
  return {
    saveGrants: createSaveGrants(changingGrants),
    deleteGrants: createDeleteGrants(changingGrants),
    createKey: createCreateKey(changingKeys),
    listKeys: createListKeys({ keys }),
    revokeKey: createRevokeKey(changingKeys),
    admitCaller: createAdmitCaller(dependencies),
    answerOnce: createAnswerOnce(dependencies),
    identifyCallerBy: (tokens) => createIdentifyCaller({ tokens, grantsOf, findKey, hasDigest, clock, log }),
  };
}
