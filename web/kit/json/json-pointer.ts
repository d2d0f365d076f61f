import { isJsonObject, type JsonObject } from './json.ts';

/** The parts of a JSON pointer (RFC 6901); none of the empty one, which is the whole. */
export function pointerParts(pointer: string): readonly string[] {
  if (pointer === '') return [];
  return pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The pointer of a part below another pointer. */
export function pointerBelow(pointer: string, part: string | number): string {
  return `${pointer}/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** What the pointer leads to; undefined where there is nothing. */
export function valueAt(document: unknown, pointer: string): unknown {
  let value = document;
  for (const part of pointerParts(pointer)) {
    if (Array.isArray(value)) value = value[Number(part)];
    else value = isJsonObject(value) ? value[part] : undefined;
  }
  return value;
}

/**
 * The document with another value at the pointer. Undefined takes the field away, and with it the objects that have
 * nothing else; of a list it takes the element out.
 */
export function withValueAt(document: JsonObject, pointer: string, value: unknown): JsonObject {
  const changed = withPart(document, pointerParts(pointer), value);
  return isJsonObject(changed) ? changed : {};
}

function withPart(target: unknown, [part, ...rest]: readonly string[], value: unknown): unknown {
  if (part === undefined) return value;
  if (Array.isArray(target))
    return withElement(target, Number(part), withPart(target[Number(part)], rest, value));
  const fields: JsonObject = isJsonObject(target) ? target : {};
  const changed = withPart(fields[part], rest, value);
  const { [part]: _former, ...others } = fields;
  if (changed !== undefined)
    return part in fields ? { ...fields, [part]: changed } : { ...others, [part]: changed };
  return Object.keys(others).length === 0 ? undefined : others;
}

function withElement(list: readonly unknown[], index: number, value: unknown): readonly unknown[] {
  if (value === undefined) return list.filter((_, at) => at !== index);
  return index >= list.length ? [...list, value] : list.with(index, value);
}
