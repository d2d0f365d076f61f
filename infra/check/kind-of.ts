import type { BicepFile } from './parse-bicep.ts';
import { FUNCTIONS, type Kind } from './functions.ts';
import { calledBy } from './references.ts';
import { chainOf, fieldOf, named, unwrapped, type Syntax } from './syntax.ts';

/** Finds the file that a module refers to. */
export type FindTemplate = (from: BicepFile, reference: string | undefined) => BicepFile | undefined;

export interface Surroundings {
  readonly file: BicepFile;
  readonly findTemplate: FindTemplate;
}

const LITERALS: Readonly<Record<string, Kind>> = {
  string: 'string',
  number: 'int',
  boolean: 'bool',
  null: 'null',
  array: 'array',
  for_statement: 'array',
  object: 'object',
};

const NUMERIC = ['+', '-', '*', '/', '%'];

type ReadKind = (node: Syntax, surroundings: Surroundings) => Kind;

const READERS: Readonly<Record<string, ReadKind>> = {
  identifier: ({ text }, surroundings) => kindOfName(text, surroundings),
  call_expression: (node) => FUNCTIONS.get(calledBy(node)?.text ?? '')?.gives ?? 'any',
  unary_expression: ({ text }) => (text.startsWith('!') ? 'bool' : 'int'),
  binary_expression: kindOfBinary,
  ternary_expression: (node, surroundings) =>
    common(fieldOf(node, 'consequence'), fieldOf(node, 'alternative'), surroundings),
  member_expression: kindOfMember,
};

/** What an expression gives, as far as its file and the outputs of its modules tell. */
export function kindOf(expression: Syntax, surroundings: Surroundings): Kind {
  const node = unwrapped(expression);
  return LITERALS[node.type] ?? READERS[node.type]?.(node, surroundings) ?? 'any';
}

function kindOfName(name: string, surroundings: Surroundings): Kind {
  const found = surroundings.file.declarations.find((each) => each.name === name && each.kind !== 'output');
  if (found?.kind === 'param') return declaredKind(found.type, surroundings.file);
  // A variable cannot refer to itself in a template that compiles; in one that does not, the names tell.
  if (found?.kind !== 'var' || found.value === undefined || mentions(found.value, name)) return 'any';
  return kindOf(found.value, surroundings);
}

function mentions(node: Syntax, name: string): boolean {
  return node.text === name || node.children.some((child) => mentions(child, name));
}

function kindOfBinary(node: Syntax, surroundings: Surroundings): Kind {
  const operator = fieldOf(node, 'operator')?.text ?? '';
  if (operator === '??') return common(fieldOf(node, 'left'), fieldOf(node, 'right'), surroundings);
  return NUMERIC.includes(operator) ? 'int' : 'bool';
}

/** Of two alternatives: what both give, or `any`. A failure gives nothing, and leaves the other. */
function common(a: Syntax | undefined, b: Syntax | undefined, surroundings: Surroundings): Kind {
  if (a === undefined || b === undefined) return 'any';
  if (isFailure(a)) return kindOf(b, surroundings);
  if (isFailure(b)) return kindOf(a, surroundings);
  const kind = kindOf(a, surroundings);
  return kind === kindOf(b, surroundings) ? kind : 'any';
}

function isFailure(node: Syntax): boolean {
  return calledBy(unwrapped(node))?.text === 'fail';
}

function kindOfMember(node: Syntax, { file, findTemplate }: Surroundings): Kind {
  const { root, path } = chainOf(node);
  const [outputs, name, ...deeper] = path;
  const module = file.declarations.find((each) => each.kind === 'module' && each.name === root.text);
  const target = module === undefined ? undefined : findTemplate(file, module.reference);
  if (target === undefined || outputs?.text !== 'outputs' || deeper.length > 0) return 'any';
  const output = target.declarations.find((each) => each.kind === 'output' && each.name === name?.text);
  return declaredKind(output?.type, target);
}

const PRIMITIVES: Readonly<Record<string, Kind>> = {
  ...{ string: 'string', secureString: 'string', int: 'int', bool: 'bool' },
  ...{ array: 'array', object: 'object', secureObject: 'object' },
};

const DECLARED: Readonly<Record<string, Kind>> = { array_type: 'array', object: 'object' };

/** What a declared type lets in; `any` for one that lets in more than one kind, or nothing as well. */
export function declaredKind(type: Syntax | undefined, file: BicepFile): Kind {
  if (type === undefined) return 'any';
  if (type.type === 'type') return declaredKind(named(type)[0], file);
  if (type.type === 'primitive_type') return PRIMITIVES[type.text] ?? 'any';
  if (type.type === 'union_type')
    return named(type).every((each) => each.type === 'string') ? 'string' : 'any';
  if (type.type !== 'identifier') return DECLARED[type.type] ?? 'any';
  const alias = file.declarations.find((each) => each.kind === 'type' && each.name === type.text);
  return declaredKind(alias?.value, file);
}
