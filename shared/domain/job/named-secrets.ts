/** A secret that a task names, and where: a JSON pointer within the task. */
export interface NamedSecret {
  readonly name: string;
  readonly pointer: string;
}

/** The secrets that a task names: each object `{ "secret": "<name>" }` in it. */
export function namedSecrets(value: unknown, pointer = ''): readonly NamedSecret[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]: [string, unknown]) => {
    const at = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    return key === 'secret' && typeof part === 'string'
      ? [{ name: part, pointer: at }]
      : namedSecrets(part, at);
  });
}
