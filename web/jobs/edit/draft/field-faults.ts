/** A fault of a definition, as the API tells it. */
export interface Fault {
  readonly pointer: string;
  readonly detail: string;
}

/**
 * The field at which a fault is shown: the one that it names, the closest one around it, or the first one below it.
 * Undefined where the form has none for it.
 */
export function fieldOfFault(pointer: string, fields: readonly string[]): string | undefined {
  const around = fields
    .filter((field) => pointer === field || pointer.startsWith(`${field}/`))
    .toSorted((left, right) => right.length - left.length);
  return around[0] ?? fields.find((field) => field.startsWith(`${pointer}/`));
}

/** The faults of a field. */
export function faultsOf(
  field: string,
  faults: readonly Fault[],
  fields: readonly string[],
): readonly string[] {
  return faults.filter(({ pointer }) => fieldOfFault(pointer, fields) === field).map(({ detail }) => detail);
}

/** A fault that is told by the check and by the refusal of a save is one fault. */
export function eachFaultOnce(faults: readonly Fault[]): readonly Fault[] {
  return [...new Map(faults.map((fault) => [`${fault.pointer} ${fault.detail}`, fault])).values()];
}
