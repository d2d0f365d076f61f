import { CallFailed } from '../api/problem.ts';

/** What is wrong with a field, by its JSON pointer; the whole of the message stands under the empty pointer. */
export type Faults = ReadonlyMap<string, string>;

/** What a refused request says of its fields; what is about none of them is told by `restOf`. */
export function faultsOf(error: unknown): Faults {
  if (!(error instanceof CallFailed)) return new Map([['', 'Something went wrong.']]);
  const faults = error.problem?.errors ?? [];
  return faults.length === 0
    ? new Map([['', error.message]])
    : new Map(faults.map(({ pointer, detail }) => [pointer, detail]));
}

/** The faults of a field and of what it holds. */
export function faultAt(faults: Faults, pointer: string): string | undefined {
  const found = [...faults].filter(([at]) => at === pointer || at.startsWith(`${pointer}/`));
  return found.length === 0 ? undefined : found.map(([, detail]) => detail).join('; ');
}

/** The faults that none of the fields shows, each with where it is. */
export function restOf(faults: Faults, pointers: readonly string[]): string[] {
  return [...faults]
    .filter(([at]) => !pointers.some((pointer) => at === pointer || at.startsWith(`${pointer}/`)))
    .map(([at, detail]) => (at === '' ? detail : `${at}: ${detail}`));
}
