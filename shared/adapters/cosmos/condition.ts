import type { SqlParameter } from '@azure/cosmos';

/** A part of what a query asks for, with its parameters. */
export interface Condition {
  readonly text: string;
  readonly parameters: readonly SqlParameter[];
}

/** A condition with one parameter, `name`, which its text has as well. */
export function condition(text: string, name: string, value: string | string[]): Condition {
  return { text, parameters: [{ name, value }] };
}

/** That a path has one of these values. An IN is read by an index where ARRAY_CONTAINS of a constant is not. */
export function oneOf(path: string, name: string, values: readonly string[]): Condition {
  if (values.length === 0) return { text: 'false', parameters: [] };
  const parameters = values.map((value, index) => ({ name: `@${name}${index}`, value }));
  return { text: `${path} IN (${parameters.map((parameter) => parameter.name).join(', ')})`, parameters };
}

/** All of them together, as a query has them. */
export function allOf(conditions: readonly Condition[]): {
  readonly text: string;
  readonly parameters: SqlParameter[];
} {
  return {
    text: conditions.map(({ text }) => text).join(' AND '),
    parameters: conditions.flatMap(({ parameters }) => [...parameters]),
  };
}
