import type { Json } from './webhook-task.ts';

/** An RFC 6901 pointer: nothing, or steps that each begin with "/"; "~" only as `~0` and `~1`. */
export const POINTER_PATTERN = /^(\/([^/~]|~[01])*)*$/;

/** The value that an RFC 6901 pointer names; undefined when there is none. */
export function valueAt(value: Json | undefined, pointer: string): Json | undefined {
  let found = value;
  for (const step of pointer.split('/').slice(1)) {
    if (typeof found !== 'object' || found === null) return undefined;
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    // Of a list only the places: "length" is no field of JSON.
    if (Array.isArray(found) ? !/^(0|[1-9]\d*)$/.test(name) : !Object.hasOwn(found, name)) return undefined;
    found = new Map(Object.entries(found)).get(name);
  }
  return found;
}
