import { covers, type Role } from './role.ts';

/** In place of a value stream's name: all of them, also those that are still to come. */
export const ALL_STREAMS = '*';

/** A role in a value stream, or in `*`. */
export interface Grant {
  readonly role: Role;
  readonly valueStream: string;
}

/** Who asks: a person, a program or a machine's key; what they may do is known when the request begins. */
export interface Caller {
  /** `user:<object id>`, `app:<client id>`, `key:<key id>`, or `open` where nobody has to say who they are. */
  readonly id: string;
  /** For people to read; stands as author in what the caller changes. */
  readonly name: string;
  /** False where nobody has to say who they are: then a request says itself who its author is. */
  readonly isIdentified: boolean;
  readonly grants: readonly Grant[];
}

/** Whether the caller has the role in this value stream. */
export function may(caller: Caller, role: Role, valueStream: string): boolean {
  return caller.grants.some(
    (grant) =>
      (grant.valueStream === ALL_STREAMS || grant.valueStream === valueStream) && covers(grant.role, role),
  );
}

/** Whether the caller has the role in every value stream. */
export function mayEverywhere({ grants }: Caller, role: Role): boolean {
  return grants.some((grant) => grant.valueStream === ALL_STREAMS && covers(grant.role, role));
}

/** The value streams that the caller has the role in; undefined: all. Lists are narrowed to them. */
export function streamsOf(caller: Caller, role: Role): readonly string[] | undefined {
  if (mayEverywhere(caller, role)) return undefined;
  const named = caller.grants.filter((grant) => covers(grant.role, role));
  return [...new Set(named.map(({ valueStream }) => valueStream))];
}

/** Who a request comes from where nobody has to say who they are: on one machine, for itself. */
export const OPEN_CALLER: Caller = {
  id: 'open',
  name: 'local',
  isIdentified: false,
  grants: [{ role: 'admin', valueStream: ALL_STREAMS }],
};
