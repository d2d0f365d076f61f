import type { TokenClaims } from '../ports/token-verifier.ts';

/** What names an author in stored documents. */
const MAX_NAME_LENGTH = 128;

/** The claims of Entra ID that say whose token it is. */
export interface SubjectClaims {
  /** Object id of the person, or of the program's service principal. */
  readonly objectId: string;
  /** Client id of the program that asked for the token. */
  readonly clientId: string;
  /** `app` where the token says so; an optional claim. */
  readonly idType: string | undefined;
  /** Only in the access token of a person. */
  readonly scope: string | undefined;
  readonly name: string | undefined;
}

/** Who the token speaks for; undefined: a person's token that gives access to nothing. */
export function subjectOf({
  objectId,
  clientId,
  idType,
  scope,
  name = objectId,
}: SubjectClaims): Pick<TokenClaims, 'kind' | 'id' | 'name'> | undefined {
  const isApp = idType === 'app' || (idType === undefined && scope === undefined);
  if (isApp) return { kind: 'app', id: clientId, name: clientId };
  return scope === undefined
    ? undefined
    : { kind: 'user', id: objectId, name: name.slice(0, MAX_NAME_LENGTH) };
}
