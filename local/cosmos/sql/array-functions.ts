import { isJsonArray, isJsonObject, isSameJson, propertyOf, type JsonValue, type Value } from '../json.ts';
import type { ScalarFunction } from './scalar-function.ts';

export const arrayFunctions: readonly (readonly [string, ScalarFunction])[] = [
  ['ARRAY_CONTAINS', { takes: [2, 3], apply: arrayContains }],
  ['ARRAY_LENGTH', { takes: [1, 1], apply: ([array]) => (isJsonArray(array) ? array.length : undefined) }],
  ['ARRAY_CONCAT', { takes: [2, Infinity], apply: arrayConcat }],
  ['ARRAY_SLICE', { takes: [2, 3], apply: arraySlice }],
];

/** With a third argument `true`, an object is contained when one element has at least its properties. */
function arrayContains([array, sought, isPartial]: readonly Value[]): Value {
  if (!isJsonArray(array) || sought === undefined) return undefined;
  return array.some((item) => (isPartial === true ? holds(item, sought) : isSameJson(item, sought)));
}

function holds(item: JsonValue, sought: JsonValue): boolean {
  if (!isJsonObject(sought)) return isSameJson(item, sought);
  return Object.entries(sought).every(([name, wanted]) => {
    const found = propertyOf(item, name);
    return found !== undefined && holds(found, wanted);
  });
}

function arrayConcat(arrays: readonly Value[]): Value {
  return arrays.every((array) => isJsonArray(array)) ? arrays.flat() : undefined;
}

function arraySlice([array, start, length]: readonly Value[]): Value {
  if (!isJsonArray(array) || typeof start !== 'number') return undefined;
  const first = start < 0 ? Math.max(array.length + start, 0) : start;
  if (length === undefined) return array.slice(first);
  return typeof length === 'number' ? array.slice(first, first + Math.max(length, 0)) : undefined;
}
