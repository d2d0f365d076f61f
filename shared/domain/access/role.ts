/** What a caller may do in a value stream, each with all that the ones before it may: see, run and change, give away. */
export const ROLES = ['reader', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Whether a role covers what another one is needed for. */
export function covers(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}
