/**
 * The target as a JSON merge patch (RFC 7396) leaves it: objects are merged, null takes a field away, anything else replaces
 * what was there.
 */
export function mergePatch(target: unknown, patch: unknown): unknown {
  return isRecord(patch) ? mergeRecords(target, patch) : patch;
}

/** The same of a patch that is an object: so is what comes of it. */
export function mergeRecords(
  target: unknown,
  patch: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const merged = new Map(Object.entries(isRecord(target) ? target : {}));
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name);
    else merged.set(name, mergePatch(merged.get(name), value));
  }
  return Object.fromEntries(merged);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
