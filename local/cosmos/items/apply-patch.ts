import { badRequest } from '../cosmos-error.ts';
import {
  isJsonArray,
  isJsonObject,
  propertyOf,
  withProperty,
  type JsonObject,
  type JsonValue,
  type Value,
} from '../json.ts';
import { SYSTEM_PROPERTIES } from './compose-document.ts';
import type { PatchOperation } from './patch.ts';

/**
 * A copy of the document with the operations made in order.
 *
 * Semantics: "Partial document update in Azure Cosmos DB", section "Supported operations". Throws a 400 that names
 * the operation when its path is not there, or when it would change the id or a property of the service.
 */
export function applyPatch(document: JsonObject, operations: readonly PatchOperation[]): JsonObject {
  let result: JsonValue = document;
  for (const operation of operations) {
    for (const target of pathsOf(operation)) assertPatchable(target, operation);
    result = applyOne(result, operation);
  }
  if (!isJsonObject(result)) throw badRequest('A patch cannot replace the whole document.');
  return result;
}

function applyOne(document: JsonValue, operation: PatchOperation): JsonValue {
  const names = parsePointer(operation.path);
  switch (operation.op) {
    case 'add':
    case 'set':
    case 'replace':
    case 'remove':
      return changeAt(document, names, operation);
    case 'incr':
      return changeAt(document, names, { ...operation, op: 'set', value: incremented(document, operation) });
    case 'move':
      return move(document, operation);
  }
}

function incremented(document: JsonValue, { path, value }: Extract<PatchOperation, { op: 'incr' }>): number {
  const current = valueAt(document, parsePointer(path));
  if (current === undefined) return value;
  if (typeof current !== 'number')
    throw badRequest(`For Operation(incr): the value at '${path}' is not a number.`);
  return current + value;
}

function move(document: JsonValue, { path, from }: Extract<PatchOperation, { op: 'move' }>): JsonValue {
  if (path.startsWith(`${from}/`)) throw badRequest(`For Operation(move): '${path}' lies inside '${from}'.`);
  const value = valueAt(document, parsePointer(from));
  if (value === undefined) throw missing('move', from);
  const without = changeAt(document, parsePointer(from), { op: 'remove', path: from });
  return changeAt(without, parsePointer(path), { op: 'add', path, value });
}

type Change =
  | { readonly op: 'add' | 'set' | 'replace'; readonly path: string; readonly value: JsonValue }
  | { readonly op: 'remove'; readonly path: string };

function changeAt(node: JsonValue, names: readonly string[], change: Change): JsonValue {
  const [name = '', ...rest] = names;
  if (rest.length === 0) {
    if (isJsonObject(node)) return changeProperty(node, name, change);
    if (isJsonArray(node)) return changeElement(node, name, change);
    throw missing(change.op, change.path);
  }
  const child = childOf(node, name);
  if (child === undefined) throw missing(change.op, change.path);
  const changed = changeAt(child, rest, change);
  return isJsonArray(node)
    ? node.with(Number(name), changed)
    : withProperty(isJsonObject(node) ? node : {}, name, changed);
}

function changeProperty(node: JsonObject, name: string, change: Change): JsonObject {
  const isThere = propertyOf(node, name) !== undefined;
  if (!isThere && (change.op === 'remove' || change.op === 'replace')) throw missing(change.op, change.path);
  if (change.op !== 'remove') return withProperty(node, name, change.value);
  return Object.fromEntries(Object.entries(node).filter(([key]) => key !== name));
}

function changeElement(node: readonly JsonValue[], name: string, change: Change): JsonValue {
  const index = name === '-' ? node.length : toIndex(name);
  const mayAppend = change.op === 'add' || change.op === 'set';
  if (index === undefined || index > node.length || (index === node.length && !mayAppend)) {
    throw missing(change.op, change.path);
  }
  if (change.op === 'remove') return node.toSpliced(index, 1);
  const replaced = change.op === 'add' ? 0 : 1;
  return node.toSpliced(index, replaced, change.value);
}

function valueAt(document: JsonValue, names: readonly string[]): Value {
  return names.reduce<Value>(childOf, document);
}

function childOf(node: Value, name: string): Value {
  if (!isJsonArray(node)) return propertyOf(node, name);
  const index = toIndex(name);
  return index === undefined ? undefined : node[index];
}

function toIndex(name: string): number | undefined {
  return /^(?:0|[1-9]\d*)$/.test(name) ? Number(name) : undefined;
}

/** RFC 6901: `~1` is a slash and `~0` a tilde. */
function parsePointer(pointer: string): readonly string[] {
  return pointer
    .slice(1)
    .split('/')
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function pathsOf(operation: PatchOperation): readonly string[] {
  return operation.op === 'move' ? [operation.path, operation.from] : [operation.path];
}

function assertPatchable(path: string, { op }: PatchOperation): void {
  const [name = ''] = parsePointer(path);
  if (name !== 'id' && !SYSTEM_PROPERTIES.includes(name)) return;
  throw badRequest(`For Operation(${op}): the system property '${path}' cannot be patched.`);
}

function missing(op: string, path: string): Error {
  return badRequest(`For Operation(${op}): there is nothing at the path '${path}' to work on.`);
}
