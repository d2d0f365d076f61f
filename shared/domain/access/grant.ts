import { ALL_STREAMS, type Grant } from './caller.ts';
import { ROLES } from './role.ts';

/** In place of a value stream's name in an app role: `Evenkeel.Admin` is the role admin in all of them. */
const ALL_STREAMS_PREFIX = 'Evenkeel';

/**
 * What app roles of a token grant: `Evenkeel.Reader` the role in all value streams, `<value stream>.Reader` in that one.
 * Whatever else an app role is called grants nothing; `*` in particular cannot be reached by a stream of that name.
 */
export function grantsOfAppRoles(appRoles: readonly string[]): readonly Grant[] {
  return appRoles.flatMap((appRole) => {
    const end = appRole.lastIndexOf('.');
    const stream = appRole.slice(0, Math.max(end, 0));
    const role = ROLES.find((name) => titled(name) === appRole.slice(end + 1));
    if (role === undefined || stream === '' || stream === ALL_STREAMS) return [];
    return [{ role, valueStream: stream === ALL_STREAMS_PREFIX ? ALL_STREAMS : stream }];
  });
}

/** Grants without those that say the same twice, in a fixed order. */
export function distinctGrants(grants: readonly Grant[]): readonly Grant[] {
  const byText = new Map(grants.map((grant) => [`${grant.valueStream} ${grant.role}`, grant]));
  return [...byText]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { role, valueStream }]) => ({ role, valueStream }));
}

function titled(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
