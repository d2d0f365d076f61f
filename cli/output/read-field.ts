/** What stands at a path such as `latest.psi` of a JSON value; undefined where there is no such field. */
export function fieldAt(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((part, name) => (isRecord(part) ? part[name] : undefined), value);
}

/** The text at a path, or undefined where there is none. */
export function textAt(value: unknown, path: string): string | undefined {
  const found = fieldAt(value, path);
  return typeof found === 'string' ? found : undefined;
}

/** The number at a path, or undefined where there is none. */
export function numberAt(value: unknown, path: string): number | undefined {
  const found = fieldAt(value, path);
  return typeof found === 'number' ? found : undefined;
}

/** What stands at a path in a sentence for people: a text or a number, else a question mark. */
export function wordAt(value: unknown, path: string): string {
  const found = fieldAt(value, path);
  return typeof found === 'string' || typeof found === 'number' ? String(found) : '?';
}

/** The list at a path; empty where there is none. */
export function listAt(value: unknown, path: string): readonly unknown[] {
  const found = fieldAt(value, path);
  return Array.isArray(found) ? found : [];
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
