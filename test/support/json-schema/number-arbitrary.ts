import fc from 'fast-check';
import { z } from 'zod';
import type { Schema } from './place.ts';

const bounds = z.object({
  type: z.string(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  exclusiveMaximum: z.number().optional(),
  multipleOf: z.number().optional(),
});

/** Numbers within the bounds of their schema, those at the bounds more often than others. */
export function numberArbitrary(schema: Schema): fc.Arbitrary<number> {
  const { type, multipleOf, ...given } = bounds.parse(schema);
  if (type === 'number') {
    const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = given;
    return fc.double({
      ...{ noNaN: true, noDefaultInfinity: true },
      ...(exclusiveMinimum === undefined ? {} : { min: exclusiveMinimum, minExcluded: true }),
      ...(exclusiveMaximum === undefined ? {} : { max: exclusiveMaximum, maxExcluded: true }),
      ...(minimum === undefined ? {} : { min: minimum }),
      ...(maximum === undefined ? {} : { max: maximum }),
    });
  }
  const step = multipleOf ?? 1;
  const min = Math.max(given.minimum ?? -Infinity, above(given.exclusiveMinimum), Number.MIN_SAFE_INTEGER);
  const max = Math.min(given.maximum ?? Infinity, below(given.exclusiveMaximum), Number.MAX_SAFE_INTEGER);
  const whole = { min: Math.ceil(min / step), max: Math.floor(max / step) };
  return fc.integer({ min: whole.min, max: whole.max }).map((count) => count * step);
}

function above(bound: number | undefined): number {
  return bound === undefined ? -Infinity : Math.floor(bound) + 1;
}

function below(bound: number | undefined): number {
  return bound === undefined ? Infinity : Math.ceil(bound) - 1;
}
