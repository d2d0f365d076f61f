import { badRequest, unsupported } from '../cosmos-error.ts';
import type { Value } from '../json.ts';
import type { BinaryOperator, Expression, Query } from './query.ts';
import type { TokenReader } from './token-reader.ts';

const COMPARISONS = new Map<string, BinaryOperator>([
  ['=', '='],
  ['!=', '!='],
  ['<>', '!='],
  ['<', '<'],
  ['<=', '<='],
  ['>', '>'],
  ['>=', '>='],
]);
const SUMS = new Map<string, BinaryOperator>([
  ['+', '+'],
  ['-', '-'],
  ['||', '||'],
]);
const PRODUCTS = new Map<string, BinaryOperator>([
  ['*', '*'],
  ['/', '/'],
  ['%', '%'],
]);
const CONSTANTS = new Map<string, Value>([
  ['TRUE', true],
  ['FALSE', false],
  ['NULL', null],
  ['UNDEFINED', undefined],
]);

/** Each level is parsed by one method, from the loosest binding (`? :`) down to a property path. */
export class ExpressionParser {
  readonly #tokens: TokenReader;
  readonly #parseSubquery: () => Query;

  /** @param parseSubquery reads a SELECT from the same tokens. */
  constructor(tokens: TokenReader, parseSubquery: () => Query) {
    this.#tokens = tokens;
    this.#parseSubquery = parseSubquery;
  }

  /** Reads one scalar expression; throws a 400 that names the place when there is none. */
  parse(): Expression {
    this.#tokens.enter();
    const expression = this.#conditional();
    this.#tokens.leave();
    return expression;
  }

  /** Reads `expression, expression …` up to the closing symbol, which is consumed. */
  parseList(closing: string): readonly Expression[] {
    const items: Expression[] = [];
    if (this.#tokens.takeSymbol(closing)) return items;
    do items.push(this.parse());
    while (this.#tokens.takeSymbol(','));
    this.#tokens.expectSymbol(closing);
    return items;
  }

  #conditional(): Expression {
    const test = this.#coalesce();
    if (!this.#tokens.takeSymbol('?')) return test;
    const whenTrue = this.parse();
    this.#tokens.expectSymbol(':');
    return { kind: 'conditional', test, whenTrue, whenFalse: this.parse() };
  }

  #coalesce(): Expression {
    let left = this.#or();
    while (this.#tokens.takeSymbol('??')) left = { kind: 'binary', operator: '??', left, right: this.#or() };
    return left;
  }

  #or(): Expression {
    let left = this.#and();
    while (this.#tokens.takeWord('OR')) left = { kind: 'binary', operator: 'OR', left, right: this.#and() };
    return left;
  }

  #and(): Expression {
    let left = this.#not();
    while (this.#tokens.takeWord('AND')) left = { kind: 'binary', operator: 'AND', left, right: this.#not() };
    return left;
  }

  #not(): Expression {
    return this.#tokens.takeWord('NOT') ? not(this.#not()) : this.#comparison();
  }

  #comparison(): Expression {
    let left = this.#sum();
    for (;;) {
      const operator = this.#takeOperator(COMPARISONS);
      if (operator !== undefined) left = { kind: 'binary', operator, left, right: this.#sum() };
      else {
        const predicate = this.#predicate(left);
        if (predicate === undefined) return left;
        left = predicate;
      }
    }
  }

  /** `[NOT] IN (…)`, `[NOT] BETWEEN … AND …`, `[NOT] LIKE …`. */
  #predicate(value: Expression): Expression | undefined {
    const negated =
      this.#tokens.isWord('NOT') && ['IN', 'BETWEEN', 'LIKE'].some((word) => this.#tokens.isWord(word, 1));
    if (negated) this.#tokens.next();
    const found = this.#in(value) ?? this.#between(value) ?? this.#like(value);
    return negated && found !== undefined ? not(found) : found;
  }

  #in(value: Expression): Expression | undefined {
    if (!this.#tokens.takeWord('IN')) return undefined;
    this.#tokens.expectSymbol('(');
    const options = this.parseList(')');
    if (options.length === 0) throw this.#tokens.unexpected();
    return { kind: 'in', value, options };
  }

  #between(value: Expression): Expression | undefined {
    if (!this.#tokens.takeWord('BETWEEN')) return undefined;
    const low = this.#sum();
    this.#tokens.expectWord('AND');
    const left: Expression = { kind: 'binary', operator: '>=', left: value, right: low };
    const right: Expression = { kind: 'binary', operator: '<=', left: value, right: this.#sum() };
    return { kind: 'binary', operator: 'AND', left, right };
  }

  #like(value: Expression): Expression | undefined {
    if (!this.#tokens.takeWord('LIKE')) return undefined;
    const pattern = this.#sum();
    const escape = this.#tokens.takeWord('ESCAPE') ? this.#tokens.next() : undefined;
    if (escape !== undefined && (escape.kind !== 'string' || escape.text.length !== 1)) {
      throw badRequest('The ESCAPE of a LIKE must be a string of one character.');
    }
    return { kind: 'like', value, pattern, escape: escape?.text };
  }

  #sum(): Expression {
    let left = this.#product();
    for (;;) {
      const operator = this.#takeOperator(SUMS);
      if (operator === undefined) return left;
      left = { kind: 'binary', operator, left, right: this.#product() };
    }
  }

  #product(): Expression {
    let left = this.#unary();
    for (;;) {
      const operator = this.#takeOperator(PRODUCTS);
      if (operator === undefined) return left;
      left = { kind: 'binary', operator, left, right: this.#unary() };
    }
  }

  #unary(): Expression {
    if (this.#tokens.takeSymbol('-')) return { kind: 'unary', operator: '-', operand: this.#unary() };
    if (this.#tokens.takeSymbol('+')) return { kind: 'unary', operator: '+', operand: this.#unary() };
    return this.#path();
  }

  /** A primary and the properties and elements taken of it. */
  #path(): Expression {
    let target = this.#primary();
    for (;;) {
      if (this.#tokens.takeSymbol('.')) {
        target = { kind: 'property', target, name: this.#tokens.expectAnyWord() };
      } else if (this.#tokens.takeSymbol('[')) {
        target = elementOf(target, this.parse());
        this.#tokens.expectSymbol(']');
      } else return target;
    }
  }

  #primary(): Expression {
    const { kind, text } = this.#tokens.peek();
    if (kind === 'word') return this.#named();
    if (kind === 'symbol') return this.#enclosed();
    if (kind === 'end') throw this.#tokens.unexpected();
    this.#tokens.next();
    if (kind === 'parameter') return { kind: 'parameter', name: text };
    return { kind: 'literal', value: kind === 'number' ? Number(text) : text };
  }

  #named(): Expression {
    const name = this.#tokens.next().text;
    const constant = name.toUpperCase();
    if (this.#tokens.takeSymbol('(')) return this.#called(constant);
    if (CONSTANTS.has(constant)) return { kind: 'literal', value: CONSTANTS.get(constant) };
    if (constant === 'UDF' && this.#tokens.isSymbol('.')) throw unsupported('user-defined functions');
    return { kind: 'variable', name };
  }

  #called(name: string): Expression {
    if (name === 'EXISTS') return this.#subquery('exists');
    if (name === 'ARRAY') return this.#subquery('array-of');
    return { kind: 'call', name, arguments: this.parseList(')') };
  }

  #subquery(kind: 'exists' | 'array-of' | 'scalar'): Expression {
    const query = this.#parseSubquery();
    this.#tokens.expectSymbol(')');
    return { kind, query };
  }

  #enclosed(): Expression {
    if (this.#tokens.takeSymbol('[')) return { kind: 'array', items: this.parseList(']') };
    if (this.#tokens.takeSymbol('{')) return { kind: 'object', entries: this.#entries() };
    this.#tokens.expectSymbol('(');
    if (this.#tokens.isWord('SELECT')) return this.#subquery('scalar');
    const inner = this.parse();
    this.#tokens.expectSymbol(')');
    return inner;
  }

  #entries(): readonly (readonly [string, Expression])[] {
    const entries: (readonly [string, Expression])[] = [];
    if (this.#tokens.takeSymbol('}')) return entries;
    do {
      const name = this.#tokens.next();
      if (name.kind !== 'string' && name.kind !== 'word') throw this.#tokens.unexpected();
      this.#tokens.expectSymbol(':');
      entries.push([name.text, this.parse()]);
    } while (this.#tokens.takeSymbol(','));
    this.#tokens.expectSymbol('}');
    return entries;
  }

  #takeOperator(operators: ReadonlyMap<string, BinaryOperator>): BinaryOperator | undefined {
    const token = this.#tokens.peek();
    const operator = token.kind === 'symbol' ? operators.get(token.text) : undefined;
    if (operator !== undefined) this.#tokens.next();
    return operator;
  }
}

function not(operand: Expression): Expression {
  return { kind: 'unary', operator: 'NOT', operand };
}

function elementOf(target: Expression, index: Expression): Expression {
  return index.kind === 'literal' && typeof index.value === 'string'
    ? { kind: 'property', target, name: index.value }
    : { kind: 'element', target, index };
}
