/** One place in which two versions of something differ: absent on one side where it was not there. */
export interface Difference {
  /** An RFC 6901 JSON pointer; `''` for the whole. */
  readonly pointer: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/**
 * Where two JSON values differ, in the order of the fields. Objects are compared field by field; lists of the same
 * length place by place, others as a whole, since nobody can say which of their items is which.
 */
export function differencesOf(before: unknown, after: unknown, pointer = ''): readonly Difference[] {
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return before.flatMap((item: unknown, index) => differencesOf(item, after[index], `${pointer}/${index}`));
  }
  if (isRecord(before) && isRecord(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return names.flatMap((name) => differencesOf(before[name], after[name], `${pointer}/${escaped(name)}`));
  }
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  return [
    {
      pointer,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    },
  ];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
