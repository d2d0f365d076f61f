import { isPrincipal, type Principal, type PrincipalKind } from '../../../shared/domain/access/principal.ts';

/** A principal that is told from others by its number, at most 9. */
export function principalFrom(kind: PrincipalKind, number: number): Principal {
  const text = `${kind}:00000000-0000-4000-8000-00000000000${number}`;
  if (isPrincipal(text)) return text;
  throw new Error(`'${text}' is no principal.`);
}
