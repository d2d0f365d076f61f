import { hasToken, literalText, named, type Syntax } from './syntax.ts';

const KINDS = {
  parameter_declaration: 'param',
  variable_declaration: 'var',
  resource_declaration: 'resource',
  module_declaration: 'module',
  output_declaration: 'output',
  type_declaration: 'type',
  user_defined_function: 'func',
} as const;

export type DeclarationKind = (typeof KINDS)[keyof typeof KINDS];

export interface Decorator {
  readonly name: string;
  readonly arguments: readonly Syntax[];
}

/** What a file makes known under a name. */
export interface Declaration {
  readonly kind: DeclarationKind;
  readonly name: string;
  /** Its name, where it is declared. */
  readonly at: Syntax;
  readonly decorators: readonly Decorator[];
  /** The declared type of a parameter or an output. */
  readonly type: Syntax | undefined;
  /** Of a resource its type and version, of a module its path. */
  readonly reference: string | undefined;
  readonly isExisting: boolean;
  /** The default of a parameter; the value of a variable or an output; the body of a resource or a module. */
  readonly value: Syntax | undefined;
  readonly node: Syntax;
}

/** Everything that a file declares, in its order. */
export function readDeclarations(root: Syntax): readonly Declaration[] {
  const found: Declaration[] = [];
  let decorators: readonly Decorator[] = [];
  for (const node of named(root)) {
    if (node.type === 'decorators') {
      decorators = named(node).map(toDecorator);
      continue;
    }
    const kind = kindOf(node);
    if (kind !== undefined) found.push(...toDeclaration(kind, node, decorators));
    decorators = [];
  }
  return found;
}

function kindOf({ type }: Syntax): DeclarationKind | undefined {
  return Object.entries(KINDS).find(([rule]) => rule === type)?.[1];
}

function toDeclaration(
  kind: DeclarationKind,
  node: Syntax,
  decorators: readonly Decorator[],
): readonly Declaration[] {
  const [at, ...parts] = named(node);
  if (at === undefined) return [];
  const [first, second] = parts;
  const isTyped = kind === 'param' || kind === 'output';
  const isReferring = kind === 'resource' || kind === 'module';
  return [
    {
      ...{ kind, name: at.text, at, decorators, node },
      type: isTyped ? first : undefined,
      reference: isReferring ? literalText(first) : undefined,
      isExisting: hasToken(node, 'existing'),
      value: isTyped || isReferring ? second : parts.at(-1),
    },
  ];
}

function toDecorator(node: Syntax): Decorator {
  const [call] = named(node);
  const [name, given] = call === undefined ? [] : named(call);
  return { name: name?.text ?? '', arguments: given === undefined ? [] : named(given) };
}

export function decoratorOf({ decorators }: Declaration, name: string): Decorator | undefined {
  return decorators.find((decorator) => decorator.name === name);
}

/** The objects that a resource or module is made from: what is behind its condition and its loop. */
export interface Body {
  readonly object: Syntax | undefined;
  readonly conditions: readonly Syntax[];
  /** What it is made for each of. */
  readonly collection: Syntax | undefined;
}

export function bodyOf({ value }: Declaration): Body {
  if (value === undefined) return { object: undefined, conditions: [], collection: undefined };
  if (value.type !== 'for_statement') return { ...behindCondition(value), collection: undefined };
  const parts = named(value);
  const body = parts.at(-1);
  const behind = body === undefined ? { object: undefined, conditions: [] } : behindCondition(body);
  return { ...behind, collection: parts.at(-2) };
}

function behindCondition(node: Syntax): Pick<Body, 'object' | 'conditions'> {
  if (node.type !== 'if_statement') return { object: node, conditions: [] };
  const [condition, object] = named(node);
  return { object, conditions: condition === undefined ? [] : [condition] };
}
