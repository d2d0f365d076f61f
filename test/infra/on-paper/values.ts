import type { Syntax } from '../../../infra/check/syntax.ts';

/** What an expression of Bicep gives. */
export type Value =
  string | number | boolean | null | undefined | Lambda | Value[] | { [name: string]: Value };

/** A function that is written on the spot; loops are no more than that, too. */
export class Lambda {
  readonly call: (...values: Value[]) => Value;

  constructor(call: (...values: Value[]) => Value) {
    this.call = call;
  }
}

export type ValueMap = Record<string, Value>;

export function isMap(value: Value): value is ValueMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Lambda);
}

export function asMap(value: Value): ValueMap {
  if (!isMap(value)) throw new Error(`An object is needed, and it is ${JSON.stringify(value)}.`);
  return value;
}

export function asList(value: Value): Value[] {
  if (!Array.isArray(value)) throw new Error(`An array is needed, and it is ${JSON.stringify(value)}.`);
  return value;
}

export function asText(value: Value): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Error(`A text is needed, and it is ${JSON.stringify(value)}.`);
}

export function asNumber(value: Value): number {
  if (typeof value !== 'number') throw new Error(`A number is needed, and it is ${JSON.stringify(value)}.`);
  return value;
}

export function asBoolean(value: Value): boolean {
  if (typeof value !== 'boolean') throw new Error(`A bool is needed, and it is ${JSON.stringify(value)}.`);
  return value;
}

export function asLambda(value: Value): Lambda {
  if (!(value instanceof Lambda)) throw new Error(`A lambda is needed, and it is ${JSON.stringify(value)}.`);
  return value;
}

/** How deep a property is; undefined where something on the way is not there. */
export function valueAt(value: Value, path: readonly string[]): Value {
  return path.reduce<Value>((found, name) => (isMap(found) ? found[name] : undefined), value);
}

/** For messages: what could not be done, and where. */
export function cannot(what: string, { line, text }: Syntax): Error {
  return new Error(`${what} (line ${line}: ${text.slice(0, 80)})`);
}
