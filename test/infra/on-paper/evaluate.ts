import {
  chainOf,
  fieldOf,
  named,
  propertiesOf,
  unwrapped,
  type Syntax,
} from '../../../infra/check/syntax.ts';
import { PURE } from './functions.ts';
import { asBoolean, asNumber, asText, cannot, isMap, Lambda, type Value } from './values.ts';

/** What names stand for where an expression is. */
export interface Scope {
  /** Throws for a name that is not declared. */
  readonly lookUp: (name: string, at: Syntax) => Value;
  /** Undefined where the function is none of this place. */
  readonly call: (name: string, values: readonly Value[]) => Value;
}

export function evaluate(expression: Syntax, scope: Scope): Value {
  const node = unwrapped(expression);
  const read = READERS[node.type];
  if (read === undefined) throw cannot(`Not known how to evaluate ${node.type}`, node);
  return read(node, scope);
}

type Read = (node: Syntax, scope: Scope) => Value;

const READERS: Readonly<Record<string, Read>> = {
  string: readString,
  number: ({ text }) => Number(text),
  boolean: ({ text }) => text === 'true',
  null: () => null,
  identifier: (node, scope) => scope.lookUp(node.text, node),
  array: (node, scope) => named(node).map((each) => evaluate(each, scope)),
  object: readObject,
  call_expression: readCall,
  lambda_expression: readLambda,
  for_statement: readLoop,
  unary_expression: (node, scope) => !asBoolean(evaluate(part(node, 'argument'), scope)),
  binary_expression: readBinary,
  ternary_expression: (node, scope) => {
    const branch = asBoolean(evaluate(part(node, 'condition'), scope)) ? 'consequence' : 'alternative';
    return evaluate(part(node, branch), scope);
  },
  member_expression: (node, scope) => {
    const object = evaluate(part(node, 'object'), scope);
    const name = part(node, 'property').text;
    if (isMap(object) && (name in object || node.text.includes('.?'))) return object[name];
    throw cannot(`There is no '${name}' in ${chainOf(node).root.text}`, node);
  },
  subscript_expression: (node, scope) => {
    const object = evaluate(part(node, 'object'), scope);
    const index = evaluate(part(node, 'index'), scope);
    const found = Array.isArray(object)
      ? object[asNumber(index)]
      : isMap(object)
        ? object[asText(index)]
        : undefined;
    if (found === undefined) throw cannot(`There is nothing at ${asText(index)}`, node);
    return found;
  },
};

function part(node: Syntax, field: string): Syntax {
  const found = fieldOf(node, field);
  if (found === undefined) throw cannot(`A ${node.type} without ${field}`, node);
  return found;
}

function readString(node: Syntax, scope: Scope): string {
  if (node.text.startsWith("'''")) return node.text.slice(3, -3);
  const pieces = named(node).map((piece) => {
    if (piece.type === 'escape_sequence') return piece.text.slice(1);
    const [inner] = named(piece);
    return piece.type === 'interpolation' && inner !== undefined
      ? asText(evaluate(inner, scope))
      : piece.text;
  });
  return pieces.join('');
}

function readObject(node: Syntax, scope: Scope): Value {
  return Object.fromEntries(
    propertiesOf(node).map(({ name, key, value }) => [
      name ?? readString(key, scope),
      evaluate(value, scope),
    ]),
  );
}

function readCall(node: Syntax, scope: Scope): Value {
  const [called, given] = named(node);
  const name = called?.text ?? '';
  const values = given === undefined ? [] : named(given).map((each) => evaluate(each, scope));
  const found = PURE[name]?.(...values) ?? scope.call(name, values);
  if (found === undefined) throw cannot(`Not known how to call ${name}`, node);
  return found;
}

function withLocals(scope: Scope, locals: ReadonlyMap<string, Value>): Scope {
  return { ...scope, lookUp: (name, at) => (locals.has(name) ? locals.get(name) : scope.lookUp(name, at)) };
}

function readLambda(node: Syntax, scope: Scope): Value {
  const [parameters, body] = named(node);
  if (parameters === undefined || body === undefined) throw cannot('A lambda without a body', node);
  const names = parameters.type === 'identifier' ? [parameters] : named(parameters);
  return new Lambda((...values) => {
    const locals = new Map(names.map(({ text }, index) => [text, values[index]]));
    return evaluate(body, withLocals(scope, locals));
  });
}

function readLoop(node: Syntax, scope: Scope): Value {
  return forEach(node, scope, (body, inner) => evaluate(body, inner));
}

/** Does something for each round of a loop: its body, and where that is. */
export function forEach<T>(
  loop: Syntax,
  scope: Scope,
  work: (body: Syntax, inner: Scope, index: number) => T,
): T[] {
  const parts = named(loop);
  const [collection, body] = parts.slice(-2);
  const variables = parts.slice(0, -2).flatMap((each) => (each.children.length === 0 ? [each] : named(each)));
  if (collection === undefined || body === undefined) throw cannot('A loop without a body', loop);
  const items = evaluate(collection, scope);
  if (!Array.isArray(items)) throw cannot('A loop over what is no array', collection);
  const [item, position] = variables.map(({ text }) => text);
  return items.map((value, index) => {
    const locals = new Map<string, Value>([
      [item ?? '', value],
      [position ?? '', index],
    ]);
    return work(body, withLocals(scope, locals), index);
  });
}

const OPERATORS: Readonly<Record<string, (left: Value, right: () => Value) => Value>> = {
  '==': (left, right) => left === right(),
  '!=': (left, right) => left !== right(),
  '&&': (left, right) => asBoolean(left) && asBoolean(right()),
  '||': (left, right) => asBoolean(left) || asBoolean(right()),
  '??': (left, right) => left ?? right(),
  '>': (left, right) => asNumber(left) > asNumber(right()),
};

function readBinary(node: Syntax, scope: Scope): Value {
  const operator = OPERATORS[part(node, 'operator').text];
  if (operator === undefined) throw cannot('An operator that is not known', node);
  return operator(evaluate(part(node, 'left'), scope), () => evaluate(part(node, 'right'), scope));
}
