/** What JSON can say. `undefined` (a property that is not there) is kept apart: see {@link Value}. */
export type JsonValue = null | boolean | number | string | JsonArray | JsonObject;
export type JsonArray = readonly JsonValue[];
export interface JsonObject {
  readonly [property: string]: JsonValue;
}

/** A value of the query language: JSON, or `undefined`, which is neither equal nor unequal to anything. */
export type Value = JsonValue | undefined;

/** Tells whether a parsed JSON value is an object; what JSON.parse made cannot hold anything but JSON inside. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Same as {@link isJsonObject}, for arrays. */
export function isJsonArray(value: unknown): value is JsonArray {
  return Array.isArray(value);
}

/** Tells whether a value that JSON.parse (and nothing else) made can be used as a {@link JsonValue}. */
export function isJsonValue(value: unknown): value is JsonValue {
  return (
    value !== undefined &&
    typeof value !== 'function' &&
    typeof value !== 'symbol' &&
    typeof value !== 'bigint'
  );
}

/** Own properties only: a document without `toString` has none, whatever its prototype says. */
export function propertyOf(value: Value, name: string): Value {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** A copy with one property set; works for `__proto__` too, which plain assignment would lose. */
export function withProperty(target: JsonObject, name: string, value: JsonValue): JsonObject {
  return Object.fromEntries([...Object.entries(target), [name, value]]);
}

/** Deep equality of JSON values, regardless of the order of an object's properties. */
export function isSameJson(left: JsonValue, right: JsonValue): boolean {
  if (left === right) return true;
  if (isJsonArray(left) && isJsonArray(right)) {
    return left.length === right.length && left.every((item, index) => isSameValue(item, right[index]));
  }
  if (isJsonObject(left) && isJsonObject(right)) {
    const names = Object.keys(left);
    return (
      names.length === Object.keys(right).length &&
      names.every((name) => isSameValue(left[name], propertyOf(right, name)))
    );
  }
  return false;
}

function isSameValue(left: Value, right: Value): boolean {
  return left !== undefined && right !== undefined && isSameJson(left, right);
}
