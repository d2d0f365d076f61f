/** A field that a change made another one of. Undefined: it was not there, or is not any more. */
export interface FieldChange {
  /** As in `policies.timeoutSeconds`. */
  readonly field: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

type State = Readonly<Record<string, unknown>>;

/** What differs between two states, field by field down to lists and plain values; in the order of the fields. */
export function differencesBetween(
  before: State | undefined,
  after: State | undefined,
): readonly FieldChange[] {
  const was = flattened(before ?? {});
  const is = flattened(after ?? {});
  return [...new Set([...was.keys(), ...is.keys()])]
    .map((field) => ({ field, before: was.get(field), after: is.get(field) }))
    .filter((change) => change.before !== change.after);
}

function flattened(state: State, prefix = ''): Map<string, string> {
  const fields = new Map<string, string>();
  for (const [name, value] of Object.entries(state)) {
    const field = prefix === '' ? name : `${prefix}.${name}`;
    if (isState(value) && Object.keys(value).length > 0)
      for (const [inner, text] of flattened(value, field)) fields.set(inner, text);
    else fields.set(field, valueInWords(value));
  }
  return fields;
}

function isState(value: unknown): value is State {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as a person reads it: a text as it is, of a list its entries with their values, of anything else its JSON. */
export function valueInWords(value: unknown): string {
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? value.map(entryInWords).join(', ') : JSON.stringify(value);
}

/** As in `operator · retention` of a grant. */
function entryInWords(entry: unknown): string {
  const values = isState(entry) ? Object.values(entry) : [entry];
  const isPlain = values.every((value) => typeof value === 'string' || typeof value === 'number');
  return isPlain ? values.join(' · ') : JSON.stringify(entry);
}
