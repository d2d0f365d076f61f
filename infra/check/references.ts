import type { BicepFile } from './parse-bicep.ts';
import type { Declaration } from './declarations.ts';
import { fieldOf, named, within, type Syntax } from './syntax.ts';

/** A name that is used: of a value, a function (with its call) or a type. */
export interface Reference {
  readonly use: 'value' | 'function' | 'type';
  readonly at: Syntax;
  readonly name: string;
  /** The arguments of a function. */
  readonly given: readonly Syntax[];
}

/** Every name that a file uses and does not make up on the spot, as a loop and a lambda do. */
export function* referencesOf({ declarations }: BicepFile): Generator<Reference> {
  for (const declaration of declarations) yield* referencesOfDeclaration(declaration);
}

function* referencesOfDeclaration(declaration: Declaration): Generator<Reference> {
  const { kind, node, type, value, decorators } = declaration;
  for (const decorator of decorators) {
    for (const argument of decorator.arguments) yield* referencesIn(argument);
  }
  if (type !== undefined) yield* typesIn(type);
  if (value === undefined) return;
  if (kind === 'type') yield* typesIn(value);
  else yield* referencesIn(value, kind === 'func' ? parametersOf(node) : new Set());
}

type Locals = ReadonlySet<string>;

/** The names that an expression uses. */
function* referencesIn(node: Syntax, locals: Locals = new Set()): Generator<Reference> {
  switch (node.type) {
    case 'identifier':
      if (!locals.has(node.text)) yield { use: 'value', at: node, name: node.text, given: [] };
      return;
    case 'object_property':
      yield* ofProperty(node, locals);
      return;
    case 'call_expression':
      yield* ofCall(node, locals);
      return;
    case 'lambda_expression':
      yield* ofLambda(node, locals);
      return;
    case 'for_statement':
      yield* ofLoop(node, locals);
      return;
    default:
      for (const child of node.children) yield* referencesIn(child, locals);
  }
}

function* ofProperty(node: Syntax, locals: Locals): Generator<Reference> {
  const [key, ...rest] = named(node);
  // A name stands for itself; one in quotes may have values in it.
  if (key?.type === 'string') yield* referencesIn(key, locals);
  for (const child of rest) yield* referencesIn(child, locals);
}

function* ofCall(node: Syntax, locals: Locals): Generator<Reference> {
  const [called, given] = named(node);
  const list = given === undefined ? [] : named(given);
  if (called?.type === 'identifier') yield { use: 'function', at: called, name: called.text, given: list };
  else if (called !== undefined) yield* referencesIn(called, locals);
  for (const argument of list) yield* referencesIn(argument, locals);
}

function* ofLambda(node: Syntax, locals: Locals): Generator<Reference> {
  const [parameters, body] = named(node);
  if (parameters === undefined || body === undefined) return;
  const names = [...within(parameters)].filter(({ type }) => type === 'identifier').map(({ text }) => text);
  yield* referencesIn(body, new Set([...locals, ...names]));
}

function* ofLoop(node: Syntax, locals: Locals): Generator<Reference> {
  const parts = named(node);
  const [collection, body] = parts.slice(-2);
  const variables = parts.slice(0, -2).flatMap((part) => (part.children.length === 0 ? [part] : named(part)));
  const names = variables.map(({ text }) => text);
  if (collection !== undefined) yield* referencesIn(collection, locals);
  if (body !== undefined) yield* referencesIn(body, new Set([...locals, ...names]));
}

function* typesIn(node: Syntax): Generator<Reference> {
  if (node.type === 'decorators') return;
  if (node.type === 'identifier') yield { use: 'type', at: node, name: node.text, given: [] };
  const parts = node.type === 'object_property' ? named(node).slice(1) : node.children;
  for (const part of parts) yield* typesIn(part);
}

function parametersOf(node: Syntax): Locals {
  const list = named(node).find(({ type }) => type === 'parameters');
  const parameters = list === undefined ? [] : named(list);
  return new Set(parameters.flatMap((parameter) => named(parameter).slice(0, 1)).map(({ text }) => text));
}

/** The part of a call that is called. */
export function calledBy(node: Syntax): Syntax | undefined {
  return node.type === 'call_expression' ? fieldOf(node, 'function') : undefined;
}
