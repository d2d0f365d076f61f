/**
 * Who grants are held for: `user:<object id>`, `group:<object id>` or `app:<client id>`, each id a GUID in lower case.
 */
export type Principal = string & { readonly __brand: 'Principal' };

export const PRINCIPAL_KINDS = ['user', 'group', 'app'] as const;
export type PrincipalKind = (typeof PRINCIPAL_KINDS)[number];

const PATTERN = /^(user|group|app):[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What a principal has to look like, in words for an error message. */
export const PRINCIPAL_RULE =
  'must be "user:", "group:" or "app:" and the object id (of an app its client id), a GUID in lower case';

/** Whether the text names a principal. */
export function isPrincipal(text: string): text is Principal {
  return PATTERN.test(text);
}

/** The principal of an id as a token has it; undefined when that is no GUID. */
export function principalOf(kind: PrincipalKind, id: string): Principal | undefined {
  const text = `${kind}:${id.toLowerCase()}`;
  return isPrincipal(text) ? text : undefined;
}
