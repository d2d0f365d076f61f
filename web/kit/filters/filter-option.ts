/** One of the values that a list can be filtered by. */
export interface FilterOption {
  readonly value: string;
  readonly label: string;
}

/** The options, and before them values that were chosen without being among them. */
export function withChosen(
  options: readonly FilterOption[],
  chosen: readonly string[],
): readonly FilterOption[] {
  const known = new Set(options.map(({ value }) => value));
  const others = chosen.filter((value) => !known.has(value));
  return [...others.map((value) => ({ value, label: value })), ...options];
}

/** What a filter says it lets through: its name alone while that is everything. */
export function filterWords(
  name: string,
  options: readonly FilterOption[],
  chosen: readonly string[],
): string {
  if (chosen.length === 0) return name;
  const labels = withChosen(options, chosen)
    .filter(({ value }) => chosen.includes(value))
    .map(({ label }) => label);
  return labels.length <= 2 ? `${name}: ${labels.join(', ')}` : `${name}: ${labels.length} of them`;
}

/** The chosen values after one was chosen or let go; where only one can be, it takes the place of the other. */
export function toggledValue(
  chosen: readonly string[],
  value: string,
  { isSingle }: { readonly isSingle: boolean },
): readonly string[] {
  if (chosen.includes(value)) return chosen.filter((each) => each !== value);
  return isSingle ? [value] : [...chosen, value];
}

/** The different values, in the order of the alphabet, as options of their own names. */
export function optionsOf(values: Iterable<string>): readonly FilterOption[] {
  return [...new Set(values)]
    .sort((one, other) => one.localeCompare(other))
    .map((value) => ({ value, label: value }));
}
