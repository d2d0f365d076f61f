import { BoundedCache } from '../../domain/schedule/bounded-cache.ts';

/** The value streams that something is read of; undefined: all. */
export type Scope = readonly string[] | undefined;

/** Callers see few different sets of value streams. */
const MOST_SCOPES = 200;

/** The value streams that are asked for, of those that the caller may see. */
export function scopeOf(seen: Scope, asked: string | undefined): Scope {
  if (asked === undefined) return seen;
  return seen === undefined || seen.includes(asked) ? [asked] : [];
}

/** Whether something of a value stream is in the scope. */
export function isIn(scope: Scope, valueStream: string): boolean {
  return scope?.includes(valueStream) ?? true;
}

/** Has what is made for a scope made once, for all who see the same. */
export function byScope<T>(make: (scope: Scope) => T): (scope: Scope) => T {
  const made = new BoundedCache<T>(MOST_SCOPES);
  return (scope) => {
    const name = JSON.stringify(scope?.toSorted() ?? null);
    const found = made.get(name) ?? make(scope);
    made.set(name, found);
    return found;
  };
}
