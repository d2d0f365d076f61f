import type { Problem } from '../../api/problem.ts';

/** What the API says of a request, by JSON pointer. */
export type Faults = readonly { readonly pointer: string; readonly detail: string }[];

export function faultsOf(problem: Problem | undefined): Faults {
  return problem?.errors ?? [];
}

/** What is wrong with a field, or with anything within it; undefined when nothing is. */
export function faultAt(faults: Faults, pointer: string): string | undefined {
  const found = faults.filter(
    (fault) => fault.pointer === pointer || fault.pointer.startsWith(`${pointer}/`),
  );
  return found.length === 0 ? undefined : found.map(({ detail }) => detail).join('; ');
}

/** What is wrong that no field of `pointers` is about. */
export function otherFaults(faults: Faults, pointers: readonly string[]): Faults {
  return faults.filter(
    ({ pointer }) => !pointers.some((known) => pointer === known || pointer.startsWith(`${known}/`)),
  );
}
