import { isSameJson, type Value } from '../json.ts';
import { compareValues } from './order-values.ts';
import type { BinaryOperator } from './query.ts';

type Operator = (left: Value, right: Value) => Value;

/**
 * The operators whose two sides are always evaluated. An operand that is undefined, or of a type the operator
 * does not take, gives undefined: neither true nor false, so a WHERE leaves the document out either way.
 */
export const STRICT_OPERATORS: Readonly<Record<Exclude<BinaryOperator, 'AND' | 'OR' | '??'>, Operator>> = {
  '=': isEqual,
  '!=': (left, right) => negate(isEqual(left, right)),
  '<': (left, right) => test(compareValues(left, right), (order) => order < 0),
  '<=': (left, right) => test(compareValues(left, right), (order) => order <= 0),
  '>': (left, right) => test(compareValues(left, right), (order) => order > 0),
  '>=': (left, right) => test(compareValues(left, right), (order) => order >= 0),
  '||': (left, right) => (typeof left === 'string' && typeof right === 'string' ? left + right : undefined),
  '+': (left, right) => calculate(left, right, (a, b) => a + b),
  '-': (left, right) => calculate(left, right, (a, b) => a - b),
  '*': (left, right) => calculate(left, right, (a, b) => a * b),
  '/': (left, right) => calculate(left, right, (a, b) => a / b),
  '%': (left, right) => calculate(left, right, (a, b) => a % b),
};

/** Equality over JSON; false for different types, undefined when a side is not there at all. */
export function isEqual(left: Value, right: Value): boolean | undefined {
  return left === undefined || right === undefined ? undefined : isSameJson(left, right);
}

/** NOT over three values. */
export function negate(value: Value): boolean | undefined {
  return typeof value === 'boolean' ? !value : undefined;
}

/** AND over three values: false wins over undefined; the right side is not evaluated after a false. */
export function and(left: Value, right: () => Value): boolean | undefined {
  if (left === false) return false;
  const other = right();
  if (other === false) return false;
  return left === true && other === true ? true : undefined;
}

/** OR over three values: true wins over undefined; the right side is not evaluated after a true. */
export function or(left: Value, right: () => Value): boolean | undefined {
  if (left === true) return true;
  const other = right();
  if (other === true) return true;
  return left === false && other === false ? false : undefined;
}

function test(order: number | undefined, accept: (order: number) => boolean): boolean | undefined {
  return order === undefined ? undefined : accept(order);
}

function calculate(left: Value, right: Value, operate: (a: number, b: number) => number): number | undefined {
  if (typeof left !== 'number' || typeof right !== 'number') return undefined;
  const result = operate(left, right);
  return Number.isFinite(result) ? result : undefined;
}
