import { z } from 'zod';
import { Refused, unknownTo } from './refused.ts';

/** What the driver sends: each bind with its type, its value as a text; an array bind has a value a row. */
export const bindings = z.record(
  z.string(),
  z.object({ type: z.string(), value: z.union([z.string(), z.null(), z.array(z.string().nullable())]) }),
);
export type Bindings = z.infer<typeof bindings>;

const TYPES: Readonly<Record<string, string>> = {
  TEXT: 'VARCHAR',
  FIXED: 'DECIMAL(38,0)',
  REAL: 'DOUBLE',
  BOOLEAN: 'BOOLEAN',
};

/** The DuckDB type of a bind. Throws Refused for a bind that was not sent. */
export function bindTypeOf(binds: Bindings, name: string): string {
  const bind = binds[name];
  if (bind === undefined) {
    throw new Refused('002049', '42601', `SQL compilation error: Bind variable ${name} not set.`);
  }
  const type = TYPES[bind.type];
  if (type === undefined) throw unknownTo(`binds of the type ${bind.type}`);
  return type;
}

/** How many rows the binds hold; undefined when they are no array binds. */
export function boundRows(binds: Bindings): number | undefined {
  const [first] = Object.values(binds);
  return Array.isArray(first?.value) ? first.value.length : undefined;
}

/** The texts of one row of binds, in the order of the names. */
export function boundTexts(binds: Bindings, names: readonly string[], row: number): (string | null)[] {
  return names.map((name) => {
    const { type, value } = binds[name] ?? { type: 'TEXT', value: null };
    const text = Array.isArray(value) ? (value[row] ?? null) : value;
    // The driver declares a column of array binds by its first row. DuckDB would round 0.25 to a FIXED 0 silently.
    if (type === 'FIXED' && text !== null && !/^-?\d+$/.test(text)) {
      throw new Refused('100038', '22018', `Numeric value '${text}' is not recognized as FIXED.`);
    }
    return text;
  });
}
