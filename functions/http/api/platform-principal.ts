import { z } from 'zod';
import { subjectOf } from '../../../shared/application/access/token-subject.ts';
import type { TokenClaims } from '../../../shared/application/ports/token-verifier.ts';

/** What App Service Authentication tells an app about the caller that it has verified. */
export const PLATFORM_PRINCIPAL_HEADER = 'x-ms-client-principal';

const NOT_VALID = 'The token is not valid for this API.';

const principal = z.object({
  auth_typ: z.literal('aad'),
  claims: z.array(z.object({ typ: z.string(), val: z.string() })),
  role_typ: z.string().optional(),
});

/** The platform writes some claims by their long names. */
const LONG_NAMES = {
  oid: 'http://schemas.microsoft.com/identity/claims/objectidentifier',
  tid: 'http://schemas.microsoft.com/identity/claims/tenantid',
  scp: 'http://schemas.microsoft.com/identity/claims/scope',
  roles: 'http://schemas.microsoft.com/ws/2008/06/identity/claims/role',
};

/** Reads the platform's header, base64 of JSON: a caller of the app's tenant with a scope, or a program. */
export function readPlatformPrincipal(
  header: string,
  { tenantId = '' }: { readonly tenantId?: string } = {},
):
  | { readonly kind: 'verified'; readonly claims: TokenClaims }
  | { readonly kind: 'unreadable'; readonly reason: string } {
  const parsed = principal.safeParse(parseJson(Buffer.from(header, 'base64').toString()));
  const claims = parsed.success ? toClaims(parsed.data, tenantId) : undefined;
  return claims === undefined ? { kind: 'unreadable', reason: NOT_VALID } : { kind: 'verified', claims };
}

function toClaims(
  { claims, role_typ: roleType = 'roles' }: z.output<typeof principal>,
  tenantId: string,
): TokenClaims | undefined {
  const all = (...names: readonly string[]) =>
    claims.filter(({ typ }) => names.includes(typ)).map(({ val }) => val);
  const [tid = ''] = all('tid', LONG_NAMES.tid);
  const [objectId] = all('oid', LONG_NAMES.oid);
  const [clientId] = all('azp', 'appid');
  const [idType] = all('idtyp');
  const [scope] = all('scp', LONG_NAMES.scp);
  const [name] = all('preferred_username', 'name');
  if (objectId === undefined || clientId === undefined || tid.toLowerCase() !== tenantId.toLowerCase()) {
    return undefined;
  }
  const subject = subjectOf({ objectId, clientId, idType, scope, name });
  return (
    subject && {
      ...subject,
      roles: [...new Set(all('roles', LONG_NAMES.roles, roleType))],
      groups: all('groups'),
      lacksGroups: all('hasgroups', '_claim_names').length > 0,
    }
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
