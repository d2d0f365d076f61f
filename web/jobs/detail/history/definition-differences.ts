/** Something that differs between two definitions of a job; absent sides were not there. */
export interface DefinitionDifference {
  /** Into the job as it is read (RFC 6901). */
  readonly pointer: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** Each field that differs between two values, by its pointer; lists of another length are compared place by place. */
export function differencesBetween(before: unknown, after: unknown): readonly DefinitionDifference[] {
  return compare('', before, after);
}

function compare(pointer: string, before: unknown, after: unknown): readonly DefinitionDifference[] {
  if (!isContainer(before) || !isContainer(after) || Array.isArray(before) !== Array.isArray(after)) {
    if (JSON.stringify(before) === JSON.stringify(after)) return [];
    return [
      {
        pointer,
        ...(before === undefined ? {} : { before }),
        ...(after === undefined ? {} : { after }),
      },
    ];
  }
  const [a, b] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  const names = [...new Set([...a.keys(), ...b.keys()])];
  return names.flatMap((name) => compare(`${pointer}/${escaped(name)}`, a.get(name), b.get(name)));
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** A value as the page shows it; of what was not there nothing. */
export function valueText(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
