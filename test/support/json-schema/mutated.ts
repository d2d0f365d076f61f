import fc from 'fast-check';

/**
 * A value with one thing wrong with it, anywhere within: a field or item that is left out, one that nobody knows, or
 * something of another type.
 */
export function mutated(value: unknown): fc.Arbitrary<unknown> {
  const places = placesOf(value);
  return fc
    .tuple(
      fc.constantFrom(...places),
      fc.constantFrom('remove', 'add', 'replace'),
      fc.constantFrom(...STRANGERS),
    )
    .map(([path, how, stranger]) => changed(value, path, { how, stranger }));
}

/** One of each type, and those that code trips over. */
const STRANGERS: readonly unknown[] = [
  ...[null, true, 0, -1, 1.5, 1e308, 2 ** 53, '', ' ', 'x', '\ud800', '\u0000', 'constructor', '__proto__'],
  ...['9'.repeat(400), 'a'.repeat(5_000), [], [[]], {}, { toString: 1 }, [null], { length: 1e9 }],
];

type Path = readonly (string | number)[];

/** Where something stands within a value; the whole is the first. */
function placesOf(value: unknown, path: Path = []): readonly Path[] {
  if (Array.isArray(value)) {
    return [path, ...value.flatMap((item, index) => placesOf(item, [...path, index]))];
  }
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, field]) => placesOf(field, [...path, name]))];
}

interface Change {
  readonly how: 'remove' | 'add' | 'replace';
  readonly stranger: unknown;
}

function changed(value: unknown, path: Path, change: Change): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return changedHere(value, change);
  const removes = change.how === 'remove' && rest.length === 0;
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, index) => {
      if (index !== step) return [item];
      return removes ? [] : [changed(item, rest, change)];
    });
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, field]) => {
      if (name !== step) return [[name, field]];
      return removes ? [] : [[name, changed(field, rest, change)]];
    }),
  );
}

function changedHere(value: unknown, { how, stranger }: Change): unknown {
  if (how !== 'add' || typeof value !== 'object' || value === null) return stranger;
  return Array.isArray(value) ? [...listOf(value), stranger] : { ...value, unheardOf: stranger };
}

function listOf(value: readonly unknown[]): readonly unknown[] {
  return value;
}
