import { isJsonArray, isJsonObject, type JsonValue, type Value } from '../json.ts';

/**
 * The order of ORDER BY, MIN and MAX over all types: undefined, null, false, true, numbers, strings (by code
 * unit), arrays, objects. Source: the service's "ORDER BY" reference, section on mixed types.
 */
export function orderValues(left: Value, right: Value): number {
  const byType = rankOf(left) - rankOf(right);
  return byType === 0 ? orderSameType(left, right) : byType;
}

/** `<`, `=`, `>` within one type; undefined when the two cannot be compared, which is not an order. */
export function compareValues(left: Value, right: Value): number | undefined {
  const rank = rankOf(left);
  if (left === undefined || rank !== rankOf(right) || rank > STRING) return undefined;
  return orderSameType(left, right);
}

const STRING = 4;
const RANKS: Readonly<Record<string, number>> = { undefined: 0, boolean: 2, number: 3, string: STRING };

/** Where a value's type stands in the order of types. */
export function rankOf(value: Value): number {
  if (value === null) return 1;
  if (isJsonArray(value)) return 5;
  return RANKS[typeof value] ?? 6;
}

function orderSameType(left: Value, right: Value): number {
  if (left === right) return 0;
  if (isComposite(left) && isComposite(right)) return orderTexts(canonicalJson(left), canonicalJson(right));
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'string' && typeof right === 'string') return orderTexts(left, right);
  return left === true ? 1 : -1;
}

function isComposite(value: Value): value is JsonValue {
  return typeof value === 'object' && value !== null;
}

function orderTexts(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** One text for values that are equal, whatever the order of their properties: what DISTINCT and GROUP BY key on. */
export function canonicalJson(value: Value): string {
  if (value === undefined) return '';
  if (isJsonArray(value)) return `[${value.map((item) => canonicalJson(item)).join()}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const entries = Object.entries(value).map(
    ([name, item]) => `${JSON.stringify(name)}:${canonicalJson(item)}`,
  );
  return `{${entries.sort().join()}}`;
}
