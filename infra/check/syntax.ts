/** A part of a Bicep file, as the grammar names it. Comments are left out. */
export interface Syntax {
  /** The grammar's name of a rule, or the text of a token. */
  readonly type: string;
  /** Whether it is a rule of the grammar and no mere token. */
  readonly isNamed: boolean;
  /** What it is to the part that it is in, where the grammar says so. */
  readonly field: string | undefined;
  readonly text: string;
  /** Where it is in the text of its file. */
  readonly start: number;
  readonly end: number;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** The parser expected it and has not found it. */
  readonly isMissing: boolean;
  readonly children: readonly Syntax[];
}

/** The rules within, without the tokens between them. */
export function named({ children }: Syntax): readonly Syntax[] {
  return children.filter(({ isNamed }) => isNamed);
}

export function fieldOf({ children }: Syntax, field: string): Syntax | undefined {
  return children.find((child) => child.field === field);
}

export function hasToken({ children }: Syntax, token: string): boolean {
  return children.some(({ type, isNamed }) => !isNamed && type === token);
}

/** It and all that is within it, from the outside to the inside. */
export function* within(node: Syntax): Generator<Syntax> {
  yield node;
  for (const child of node.children) yield* within(child);
}

/** Expressions in a pair of brackets are what is between them. */
export function unwrapped(node: Syntax): Syntax {
  const [inner, ...others] = named(node);
  const isWrapped = node.type === 'parenthesized_expression' && inner !== undefined && others.length === 0;
  return isWrapped ? unwrapped(inner) : node;
}

/** The text of a string that nothing is put into; undefined for any other expression. */
export function literalText(node: Syntax | undefined): string | undefined {
  if (node?.type !== 'string' || named(node).some(({ type }) => type === 'interpolation')) return undefined;
  const quotes = node.text.startsWith("'''") ? 3 : 1;
  return node.text.slice(quotes, -quotes).replaceAll("\\'", "'").replaceAll('\\\\', '\\');
}

export interface Property {
  /** Undefined for a name that is put together. */
  readonly name: string | undefined;
  readonly key: Syntax;
  readonly value: Syntax;
}

/** The properties of an object; of any other expression none. */
export function propertiesOf(node: Syntax): readonly Property[] {
  if (node.type !== 'object') return [];
  return named(node).flatMap((child) => {
    const [key, value] = named(child);
    if (child.type !== 'object_property' || key === undefined || value === undefined) return [];
    return [{ name: key.type === 'string' ? literalText(key) : key.text, key, value }];
  });
}

export interface Chain {
  /** What the names are looked for in. */
  readonly root: Syntax;
  /** `a.b[0].c` has `b` and `c`. */
  readonly path: readonly Syntax[];
}

/** The names after one another of `a.b.c`, whatever is picked out of lists between them. */
export function chainOf(node: Syntax): Chain {
  const object = fieldOf(node, 'object');
  if (object === undefined) return { root: unwrapped(node), path: [] };
  const { root, path } = chainOf(object);
  const property = node.type === 'member_expression' ? fieldOf(node, 'property') : undefined;
  return { root, path: property === undefined ? path : [...path, property] };
}
