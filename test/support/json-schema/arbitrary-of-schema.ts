import fc from 'fast-check';
import { z } from 'zod';
import { arrayArbitrary, objectArbitrary } from './collection-arbitraries.ts';
import { numberArbitrary } from './number-arbitrary.ts';
import { MAX_DEPTH, type Place, type Schema, type Sources } from './place.ts';
import { stringArbitrary } from './string-arbitrary.ts';

const schemaShape = z.record(z.string(), z.unknown());

const schemaList = z.array(schemaShape);

/**
 * Values that a JSON Schema (2020-12) takes, as far as its keywords are known here: `$ref`, `const`, `enum`, `oneOf`,
 * `anyOf`, `allOf` of objects, types (also several), bounds, patterns, formats, items, properties, records. What more a
 * schema asks for (`not`, `if`, `contains`) is not looked at, so a value may be refused for that.
 */
export function arbitraryOfSchema(schema: Schema, sources: Sources): fc.Arbitrary<unknown> {
  return placeAt(sources, 0).of(schema);
}

function placeAt(sources: Sources, depth: number): Place {
  const place: Place = {
    ...sources,
    depth,
    of: (schema, field) => {
      const made = valuesOf(schema, placeAt(sources, depth + 1));
      const known = field === undefined ? undefined : sources.known[field];
      if (known === undefined) return made;
      return fc.oneof({ arbitrary: fc.constantFrom(...known), weight: 3 }, { arbitrary: made, weight: 1 });
    },
  };
  return place;
}

function valuesOf(given: unknown, place: Place): fc.Arbitrary<unknown> {
  if (given === true || given === undefined) return anything(place);
  const schema = schemaShape.parse(given);
  if (typeof schema['$ref'] === 'string') return valuesOf(defined(schema['$ref'], place), place);
  if ('const' in schema) return fc.constant(schema['const']);
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...listOf(schema['enum']));
  const branches = schema['oneOf'] ?? schema['anyOf'];
  if (Array.isArray(branches)) return oneOf(listOf(branches), place);
  if (Array.isArray(schema['allOf'])) return allOf(schema, place);
  return typed(schema, place);
}

/** The schema behind a reference, or behind several. */
function defined(reference: string, { definitions }: Pick<Sources, 'definitions'>): Schema {
  const found = definitions.get(reference);
  if (found === undefined) throw new Error(`Nothing is defined as '${reference}'.`);
  return typeof found['$ref'] === 'string' ? defined(found['$ref'], { definitions }) : found;
}

function typed(schema: Schema, place: Place): fc.Arbitrary<unknown> {
  const { type } = schema;
  if (Array.isArray(type))
    return oneOf(
      listOf(type).map((one) => ({ ...schema, type: one })),
      place,
    );
  switch (type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer':
    case 'number':
      return numberArbitrary(schema);
    case 'string':
      return stringArbitrary(schema);
    case 'array':
      return arrayArbitrary(schema, place);
    case 'object':
      return objectArbitrary(schema, place);
    default:
      return 'properties' in schema ? objectArbitrary(schema, place) : anything(place);
  }
}

function oneOf(branches: readonly unknown[], place: Place): fc.Arbitrary<unknown> {
  // The last branch is `null` or a leaf more often than the first; far inside, one of them is taken.
  const taken = place.depth > MAX_DEPTH ? branches.slice(-1) : branches;
  return fc.oneof(...taken.map((branch) => place.of(branch)));
}

/**
 * Objects have the fields of all parts. Of the patterns of a text the first is kept, and others by chance: what has to
 * match several is refused now and then.
 */
function allOf({ allOf: parts, ...rest }: Schema, place: Place): fc.Arbitrary<unknown> {
  const [first, ...others] = schemaList.parse(parts);
  if (rest['type'] === 'string') return typed({ ...first, ...rest }, place);
  const own = 'properties' in rest ? [rest] : [];
  return fc
    .tuple(...[first, ...others, ...own].map((part) => place.of(part)))
    .map((values) =>
      Object.fromEntries(values.flatMap((value) => Object.entries(schemaShape.catch({}).parse(value)))),
    );
}

function anything({ depth }: Place): fc.Arbitrary<unknown> {
  return fc.jsonValue({ maxDepth: Math.max(0, Math.min(2, MAX_DEPTH - depth)) });
}

function listOf(value: unknown): readonly unknown[] {
  return z.array(z.unknown()).parse(value);
}
