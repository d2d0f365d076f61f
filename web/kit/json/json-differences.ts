import { isJsonObject, sameJson, type JsonObject } from './json.ts';
import { pointerBelow } from './json-pointer.ts';

/** Where two documents differ. */
export interface JsonDifference {
  readonly pointer: string;
  /** Undefined where it was not there. */
  readonly before: unknown;
  /** Undefined where it is not there any more. */
  readonly after: unknown;
}

/** Where the documents differ, as deep as objects go; a list that differs is told as a whole. */
export function jsonDifferences(before: unknown, after: unknown, pointer = ''): readonly JsonDifference[] {
  if (sameJson(before, after)) return [];
  if (!isJsonObject(before) || !isJsonObject(after)) return [{ pointer, before, after }];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) => jsonDifferences(before[name], after[name], pointerBelow(pointer, name)));
}

/** Each field of a document that is no object, in its order; a list is one field, and so is an object without any. */
export function jsonLeaves(
  value: unknown,
  pointer = '',
): readonly { readonly pointer: string; readonly value: unknown }[] {
  if (!isJsonObject(value) || Object.keys(value).length === 0)
    return pointer === '' ? [] : [{ pointer, value }];
  return Object.entries(value).flatMap(([name, of]) => jsonLeaves(of, pointerBelow(pointer, name)));
}

/** The merge patch (RFC 7396) that makes the one of the other: what is gone is null, lists are whole. */
export function mergePatchOf(before: JsonObject, after: JsonObject): JsonObject {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const entries = names.flatMap((name): [string, unknown][] => {
    const [was, is] = [before[name], after[name]];
    if (sameJson(was, is)) return [];
    if (is === undefined) return [[name, null]];
    return [[name, isJsonObject(was) && isJsonObject(is) ? mergePatchOf(was, is) : is]];
  });
  return Object.fromEntries(entries);
}
