import { isJsonObject, type JsonObject } from './json.ts';

/** The document as a merge patch (RFC 7396) leaves it: objects are merged, null takes a field away, lists are whole. */
export function patched(target: unknown, patch: JsonObject): JsonObject {
  const fields = new Map(Object.entries(isJsonObject(target) ? target : {}));
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) fields.delete(name);
    else fields.set(name, isJsonObject(value) ? patched(fields.get(name), value) : value);
  }
  return Object.fromEntries(fields);
}
