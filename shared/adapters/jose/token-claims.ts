import { z } from 'zod';
import { subjectOf } from '../../application/access/token-subject.ts';
import type { TokenClaims } from '../../application/ports/token-verifier.ts';

/**
 * What an access token of Entra ID, version 2, says beside what every token does. `azp` is in every access token and in no
 * id token, whose audience can be the same client.
 */
export const tokenClaims = z.object({
  ver: z.literal('2.0'),
  tid: z.string(),
  azp: z.guid(),
  oid: z.guid(),
  idtyp: z.string().exactOptional(),
  scp: z.string().min(1).exactOptional(),
  preferred_username: z.string().min(1).exactOptional(),
  name: z.string().min(1).exactOptional(),
  roles: z.array(z.string()).default([]),
  groups: z.array(z.string()).default([]),
  // In place of groups that would not fit.
  hasgroups: z.unknown().optional(),
  _claim_names: z.record(z.string(), z.unknown()).optional(),
});

/** The claims as the app knows them; undefined for a person's token that is no access token. */
export function toTokenClaims(token: z.output<typeof tokenClaims>): TokenClaims | undefined {
  const { azp: clientId, oid: objectId, idtyp: idType, scp: scope, roles, groups } = token;
  const name = token.preferred_username ?? token.name;
  const subject = subjectOf({ objectId, clientId, idType, scope, name });
  if (subject === undefined) return undefined;
  const lacksGroups = token.hasgroups !== undefined || token._claim_names?.['groups'] !== undefined;
  return { ...subject, roles, groups, lacksGroups };
}
