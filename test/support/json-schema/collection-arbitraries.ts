import fc from 'fast-check';
import { z } from 'zod';
import { MAX_DEPTH, type Place, type Schema } from './place.ts';

const MORE_ITEMS = 3;

const arrayShape = z.object({
  items: z.unknown().optional(),
  prefixItems: z.array(z.unknown()).default([]),
  minItems: z.int().default(0),
  maxItems: z.int().default(Infinity),
  uniqueItems: z.boolean().default(false),
});

/** Arrays as their schema asks for them, with few items more than there have to be. */
export function arrayArbitrary(schema: Schema, place: Place): fc.Arbitrary<unknown> {
  const { items, prefixItems, minItems, maxItems, uniqueItems } = arrayShape.parse(schema);
  if (prefixItems.length > 0) return fc.tuple(...prefixItems.map((item) => place.of(item)));
  const more = place.depth > MAX_DEPTH ? 0 : MORE_ITEMS;
  const lengths = { minLength: minItems, maxLength: Math.min(maxItems, minItems + more) };
  if (lengths.maxLength === 0) return fc.constant([]);
  return uniqueItems
    ? fc.uniqueArray(place.of(items), { ...lengths, selector: (item) => JSON.stringify(item) })
    : fc.array(place.of(items), lengths);
}

const objectShape = z.object({
  properties: z.record(z.string(), z.unknown()).default({}),
  required: z.array(z.string()).default([]),
  additionalProperties: z.unknown().optional(),
  propertyNames: z.unknown().optional(),
  minProperties: z.int().default(0),
});

const neverShape = z.object({ not: z.strictObject({}) });

/** Objects as their schema asks for them: what must be there, some of what may be, and a record's other fields. */
export function objectArbitrary(schema: Schema, place: Place): fc.Arbitrary<unknown> {
  const shape = objectShape.parse(schema);
  const isDeep = place.depth > MAX_DEPTH;
  const possible = Object.entries(shape.properties).filter(
    ([name, field]) => shape.required.includes(name) || !(isDeep || neverShape.safeParse(field).success),
  );
  const fields = fc.record(
    Object.fromEntries(possible.map(([name, field]) => [name, place.of(field, name)])),
    {
      requiredKeys: shape.required.filter((name) => name in shape.properties),
    },
  );
  const { additionalProperties: other, minProperties } = shape;
  if (typeof other !== 'object' || (isDeep && minProperties === 0)) return fields;
  const names =
    shape.propertyNames === undefined ? fc.string({ maxLength: 20 }) : textsOf(shape.propertyNames, place);
  const others = fc.dictionary(names, place.of(other), {
    minKeys: minProperties,
    maxKeys: minProperties + 2,
    noNullPrototype: true,
  });
  return fc.tuple(others, fields).map(([record, own]) => ({ ...record, ...own }));
}

function textsOf(schema: unknown, place: Place): fc.Arbitrary<string> {
  return place.of(schema).map((name) => z.string().parse(name));
}
