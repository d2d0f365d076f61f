import { jsonDifferences } from '../../../kit/json/json-differences.ts';
import { sameJson } from '../../../kit/json/json.ts';
import { valueAt, withValueAt } from '../../../kit/json/json-pointer.ts';
import type { Definition } from '../fields/field.ts';

/** A field that was changed by somebody else, by me, or by both. */
export interface ThreeWayField {
  readonly pointer: string;
  readonly before: unknown;
  readonly theirs: unknown;
  readonly mine: unknown;
  /** `both`: each of us has changed it, and not to the same. */
  readonly by: 'them' | 'me' | 'both';
}

export type Side = 'theirs' | 'mine';

/** Every field that either has changed since `before`; what both have changed alike is nobody's to decide. */
export function threeWay(before: Definition, theirs: Definition, mine: Definition): readonly ThreeWayField[] {
  const theirPointers = jsonDifferences(before, theirs).map(({ pointer }) => pointer);
  const myPointers = jsonDifferences(before, mine).map(({ pointer }) => pointer);
  return outermost([...theirPointers, ...myPointers]).flatMap((pointer): ThreeWayField[] => {
    const [was, their, my] = [valueAt(before, pointer), valueAt(theirs, pointer), valueAt(mine, pointer)];
    if (sameJson(their, my)) return [];
    const by = sameJson(was, their) ? 'me' : sameJson(was, my) ? 'them' : 'both';
    return [{ pointer, before: was, theirs: their, mine: my, by }];
  });
}

/** Their definition, with my value in every field that is mine: what only one has changed stays theirs who changed it. */
export function merged(
  theirs: Definition,
  fields: readonly ThreeWayField[],
  chosen: ReadonlyMap<string, Side>,
): Definition {
  return fields
    .filter(({ pointer, by }) => (chosen.get(pointer) ?? (by === 'them' ? 'theirs' : 'mine')) === 'mine')
    .reduce((definition, { pointer, mine }) => withValueAt(definition, pointer, mine), theirs);
}

/** A whole that one has changed and a part of it that the other has are one thing to decide. */
function outermost(pointers: readonly string[]): readonly string[] {
  const distinct = [...new Set(pointers)];
  return distinct.filter(
    (pointer) => !distinct.some((other) => other !== pointer && pointer.startsWith(`${other}/`)),
  );
}
