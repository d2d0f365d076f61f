import { badRequest } from '../cosmos-error.ts';
import { isJsonArray, propertyOf, type JsonObject, type JsonValue, type Value } from '../json.ts';
import { AGGREGATES, type Aggregate } from './aggregates.ts';
import { FUNCTIONS } from './functions.ts';
import { likePattern } from './like-pattern.ts';
import { and, isEqual, negate, or, STRICT_OPERATORS } from './operators.ts';
import type { Expression, Query } from './query.ts';
import type { AggregateCall, Evaluate, Scope } from './scope.ts';

/** Where each name's value stands in {@link Scope.variables}. */
export type Names = ReadonlyMap<string, number>;

export interface CompileContext {
  readonly parameters: ReadonlyMap<string, JsonValue>;
  /** What GetCurrentTimestamp answers, epoch milliseconds. */
  readonly nowMs: number;
  /** Makes a function from a scope to the subquery's rows in it. Throws a 400 when `isScalar` and there could be many. */
  readonly compileSubquery: (query: Query, names: Names, isScalar: boolean) => SubqueryRows;
}

type SubqueryRows = (scope: Scope) => readonly JsonValue[];

type Of<Kind extends Expression['kind']> = Extract<Expression, { readonly kind: Kind }>;

/** Turns expressions into functions; parameters are bound once, at compile time. */
export class ExpressionCompiler {
  /** The aggregates met so far; a {@link Scope} brings their values in this order. */
  readonly aggregateCalls: AggregateCall[] = [];
  readonly #context: CompileContext;
  readonly #names: Names;

  constructor(context: CompileContext, names: Names) {
    this.#context = context;
    this.#names = names;
  }

  /** Throws a 400 for an unknown function, a wrong number of arguments or a parameter without a value. */
  compile(expression: Expression): Evaluate {
    switch (expression.kind) {
      case 'literal':
        return () => expression.value;
      case 'variable':
        return this.#variable(expression.name);
      case 'exists':
      case 'array-of':
      case 'scalar':
        return this.#subquery(expression);
      case 'parameter':
        return this.#parameter(expression.name);
      case 'property':
        return this.#property(expression);
      case 'element':
        return this.#element(expression);
      case 'array':
      case 'object':
        return this.#constructed(expression);
      case 'call':
        return this.#call(expression);
      case 'unary':
        return this.#unary(expression);
      case 'binary':
        return this.#binary(expression);
      case 'conditional':
        return this.#conditional(expression);
      case 'in':
        return this.#in(expression);
      case 'like':
        return this.#like(expression);
    }
  }

  #variable(name: string): Evaluate {
    const slot = this.#names.get(name);
    if (slot === undefined) throw badRequest(`Identifier '${name}' could not be resolved.`);
    return (scope) => scope.variables[slot];
  }

  #subquery({ kind, query }: Of<'exists' | 'array-of' | 'scalar'>): Evaluate {
    const rows = this.#context.compileSubquery(query, this.#names, kind === 'scalar');
    if (kind === 'exists') return (scope) => rows(scope).length > 0;
    return kind === 'scalar' ? (scope) => rows(scope)[0] : rows;
  }

  #parameter(name: string): Evaluate {
    const value = this.#context.parameters.get(name);
    if (value === undefined) throw badRequest(`The query parameter '${name}' was not given a value.`);
    return () => value;
  }

  #property({ target, name }: Of<'property'>): Evaluate {
    const inner = this.compile(target);
    return (scope) => propertyOf(inner(scope), name);
  }

  #element({ target, index }: Of<'element'>): Evaluate {
    const inner = this.compile(target);
    const position = this.compile(index);
    return (scope) => {
      const at = position(scope);
      const value = inner(scope);
      if (typeof at === 'string') return propertyOf(value, at);
      return typeof at === 'number' && isJsonArray(value) ? value[at] : undefined;
    };
  }

  #constructed(expression: Of<'array' | 'object'>): Evaluate {
    if (expression.kind === 'array') {
      const items = expression.items.map((item) => this.compile(item));
      return (scope) => items.map((item) => item(scope)).filter((value) => value !== undefined);
    }
    const entries = expression.entries.map(([name, item]) => [name, this.compile(item)] as const);
    return (scope) => toObject(entries, scope);
  }

  #unary({ operator, operand }: Of<'unary'>): Evaluate {
    const inner = this.compile(operand);
    if (operator === 'NOT') return (scope) => negate(inner(scope));
    const sign = operator === '-' ? -1 : 1;
    return (scope) => {
      const value = inner(scope);
      return typeof value === 'number' ? sign * value : undefined;
    };
  }

  #binary({ operator, left, right }: Of<'binary'>): Evaluate {
    const first = this.compile(left);
    const second = this.compile(right);
    if (operator === 'AND') return (scope) => and(first(scope), () => second(scope));
    if (operator === 'OR') return (scope) => or(first(scope), () => second(scope));
    if (operator === '??') return (scope) => coalesced(first(scope), () => second(scope));
    const apply = STRICT_OPERATORS[operator];
    return (scope) => apply(first(scope), second(scope));
  }

  #conditional({ test, whenTrue, whenFalse }: Of<'conditional'>): Evaluate {
    const condition = this.compile(test);
    const first = this.compile(whenTrue);
    const second = this.compile(whenFalse);
    return (scope) => (condition(scope) === true ? first(scope) : second(scope));
  }

  #in({ value, options }: Of<'in'>): Evaluate {
    const sought = this.compile(value);
    const candidates = options.map((option) => this.compile(option));
    return (scope) => {
      const found = sought(scope);
      if (found === undefined) return undefined;
      return candidates.some((candidate) => isEqual(found, candidate(scope)) === true);
    };
  }

  #like({ value, pattern, escape }: Of<'like'>): Evaluate {
    const text = this.compile(value);
    const shape = this.compile(pattern);
    const patterns = new Map<string, RegExp>();
    return (scope) => {
      const subject = text(scope);
      const like = shape(scope);
      if (typeof subject !== 'string' || typeof like !== 'string') return undefined;
      const known = patterns.get(like) ?? likePattern(like, escape);
      patterns.set(like, known);
      return known.test(subject);
    };
  }

  #call(expression: Of<'call'>): Evaluate {
    const { name } = expression;
    const aggregate = AGGREGATES.get(name);
    if (aggregate !== undefined) return this.#aggregate(aggregate, expression);
    const known = FUNCTIONS.get(name);
    if (known === undefined) {
      throw badRequest(
        `'${name}' is not a recognized built-in function name, or is not supported by the local Cosmos stand-in.`,
      );
    }
    assertArgumentCount(expression, known.takes);
    const given = expression.arguments.map((argument) => this.compile(argument));
    return (scope) =>
      known.apply(
        given.map((argument) => argument(scope)),
        this.#context.nowMs,
      );
  }

  #aggregate(aggregate: Aggregate, expression: Of<'call'>): Evaluate {
    assertArgumentCount(expression, [1, 1]);
    const index = this.aggregateCalls.length;
    for (const argument of expression.arguments.map((inner) => this.compile(inner))) {
      if (this.aggregateCalls.length > index) throw badRequest('Aggregates cannot be nested.');
      this.aggregateCalls.push({ aggregate, argument });
    }
    return (scope) => scope.aggregates[index];
  }
}

/** An object of the entries whose value is there; one that is undefined is left out. */
export function toObject(entries: readonly (readonly [string, Evaluate])[], scope: Scope): JsonObject {
  const present: [string, JsonValue][] = [];
  for (const [name, evaluate] of entries) {
    const value = evaluate(scope);
    if (value !== undefined) present.push([name, value]);
  }
  return Object.fromEntries(present);
}

// `??` of the query language steps in for undefined only; null is a value.
function coalesced(value: Value, otherwise: () => Value): Value {
  return value === undefined ? otherwise() : value;
}

function assertArgumentCount({ name, arguments: given }: Of<'call'>, takes: readonly [number, number]): void {
  const [least, most] = takes;
  if (given.length < least || given.length > most) {
    throw badRequest(
      `The ${name} function requires ${least === most ? least : `at least ${least}`} argument(s).`,
    );
  }
}
