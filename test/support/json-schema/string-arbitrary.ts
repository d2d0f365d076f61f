import fc from 'fast-check';
import { z } from 'zod';
import type { Schema } from './place.ts';

const shape = z.object({
  format: z.string().optional(),
  pattern: z.string().optional(),
  minLength: z.int().optional(),
  maxLength: z.int().optional(),
});

/** Longer ones say nothing more. */
const LONGEST = 40;

/** Texts of the format, pattern and length of their schema. */
export function stringArbitrary(schema: Schema): fc.Arbitrary<string> {
  const { format, pattern, minLength = 0, maxLength = Math.max(LONGEST, minLength) } = shape.parse(schema);
  const byFormat = format === undefined ? undefined : FORMATS[format];
  if (byFormat !== undefined) return byFormat;
  if (pattern !== undefined) {
    return matching(pattern).filter(({ length }) => length >= minLength && length <= maxLength);
  }
  const longest = Math.max(minLength, Math.min(maxLength, LONGEST));
  return fc.oneof(
    fc.string({ minLength, maxLength: longest }),
    fc.string({ minLength, maxLength: longest, unit: 'binary' }),
  );
}

const YEARS = { min: new Date('1970-01-01T00:00:00Z'), max: new Date('2099-12-31T23:59:59Z') };

const instants = fc.date({ ...YEARS, noInvalidDate: true }).map((date) => date.toISOString());

const FORMATS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'date-time': instants,
  date: instants.map((instant) => instant.slice(0, 10)),
  time: instants.map((instant) => instant.slice(11)),
  uuid: fc.uuid(),
  email: fc.emailAddress(),
  uri: fc.webUrl(),
};

/** What fast-check cannot make from a pattern (it knows no look-arounds) is some text or other. */
function matching(pattern: string): fc.Arbitrary<string> {
  try {
    return fc.stringMatching(new RegExp(pattern), { maxLength: LONGEST });
  } catch {
    return fc.string({ maxLength: LONGEST });
  }
}
