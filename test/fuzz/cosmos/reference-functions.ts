import { equal, isList, kindOf, member, order, type Maybe } from './reference-values.ts';

/** The functions the generator uses; undefined for an argument of the wrong kind. */
export function callFunction(name: string, given: readonly Maybe[]): Maybe {
  const [first, second] = given;
  const kind = kindOf(first);
  switch (name) {
    case 'IS_DEFINED':
      return kind !== 'undefined';
    case 'IS_NULL':
      return kind === 'null';
    case 'IS_STRING':
      return kind === 'string';
    case 'IS_NUMBER':
      return kind === 'number';
    case 'IS_BOOL':
      return kind === 'boolean';
    case 'IS_ARRAY':
      return kind === 'array';
    case 'IS_OBJECT':
      return kind === 'object';
    case 'IS_PRIMITIVE':
      return ['null', 'boolean', 'number', 'string'].includes(kind);
    case 'ARRAY_LENGTH':
      return isList(first) ? first.length : undefined;
    case 'ARRAY_SLICE':
      return slice(given);
    case 'ARRAY_CONTAINS':
      return contains(given);
    case 'CONCAT':
      return given.every((text) => typeof text === 'string') ? given.join('') : undefined;
  }
  if (typeof first === 'number') return callNumeric(name, first);
  if (typeof first !== 'string') return undefined;
  if (name === 'LOWER') return first.toLowerCase();
  if (name === 'LENGTH') return first.length;
  return typeof second === 'string' ? callText(name, [first, second], given[2] === true) : undefined;
}

function callNumeric(name: string, value: number): Maybe {
  if (name === 'ABS') return value < 0 ? -value : value;
  return name === 'FLOOR' ? Math.floor(value) : undefined;
}

function callText(name: string, [text, part]: readonly [string, string], ignoresCase: boolean): Maybe {
  const [whole, sought] = ignoresCase ? [text.toLowerCase(), part.toLowerCase()] : [text, part];
  if (name === 'STARTSWITH') return whole.indexOf(sought) === 0;
  if (name === 'ENDSWITH')
    return whole.length >= sought.length && whole.lastIndexOf(sought) === whole.length - sought.length;
  if (name === 'CONTAINS') return whole.split(sought).length > 1 || sought === '';
  return name === 'INDEX_OF' ? text.indexOf(part) : undefined;
}

function slice([array, start, length]: readonly Maybe[]): Maybe {
  if (!isList(array) || typeof start !== 'number') return undefined;
  if (length !== undefined && typeof length !== 'number') return undefined;
  const begin = start < 0 ? Math.max(0, array.length + start) : start;
  const end = length === undefined ? array.length : begin + Math.max(0, length);
  return array.filter((_item, index) => index >= Math.trunc(begin) && index < Math.trunc(end));
}

function contains([array, sought, partial]: readonly Maybe[]): Maybe {
  if (!isList(array) || sought === undefined) return undefined;
  return array.some((item) => (partial === true ? covers(item, sought) : equal(item, sought) === true));
}

/** Whether `item` has all that `sought` has; anything but objects has to be equal. */
function covers(item: Maybe, sought: Maybe): boolean {
  if (kindOf(sought) !== 'object' || sought === null || typeof sought !== 'object')
    return equal(item, sought) === true;
  return Object.entries(sought).every(([name, wanted]) => {
    const found = member(item, name);
    return found !== undefined && covers(found, wanted);
  });
}

export function aggregate(name: string, values: readonly Maybe[]): Maybe {
  const there = values.filter((value) => value !== undefined);
  if (name === 'COUNT') return there.length;
  if (name === 'MIN' || name === 'MAX') {
    if (there.some((value) => ['array', 'object'].includes(kindOf(value)))) return undefined;
    const sorted = there.toSorted(order);
    return name === 'MIN' ? sorted[0] : sorted.at(-1);
  }
  let sum = 0;
  for (const value of there) {
    if (typeof value !== 'number') return undefined;
    sum += value;
  }
  if (name === 'SUM') return sum;
  return there.length === 0 ? undefined : sum / there.length;
}
