import { equal, isList, kindOf, member, order, type Maybe } from './reference-values.ts';

type Call = (given: readonly Maybe[]) => Maybe;

/** The functions the generator uses; undefined for an argument of the wrong kind. */
export function callFunction(name: string, given: readonly Maybe[]): Maybe {
  return FUNCTIONS.get(name)?.(given);
}

const FUNCTIONS: ReadonlyMap<string, Call> = new Map<string, Call>([
  ['IS_DEFINED', ([value]) => value !== undefined],
  ['IS_NULL', ([value]) => value === null],
  ['IS_STRING', ([value]) => kindOf(value) === 'string'],
  ['IS_NUMBER', ([value]) => kindOf(value) === 'number'],
  ['IS_BOOL', ([value]) => kindOf(value) === 'boolean'],
  ['IS_ARRAY', ([value]) => kindOf(value) === 'array'],
  ['IS_OBJECT', ([value]) => kindOf(value) === 'object'],
  ['IS_PRIMITIVE', ([value]) => ['null', 'boolean', 'number', 'string'].includes(kindOf(value))],
  ['ARRAY_LENGTH', ([array]) => (isList(array) ? array.length : undefined)],
  ['ARRAY_SLICE', slice],
  ['ARRAY_CONTAINS', contains],
  ['CONCAT', (texts) => (texts.every((text) => typeof text === 'string') ? texts.join('') : undefined)],
  ['ABS', ([value]) => (typeof value === 'number' ? Math.max(value, -value) : undefined)],
  ['FLOOR', ([value]) => (typeof value === 'number' ? Math.floor(value) : undefined)],
  ['LOWER', ([text]) => (typeof text === 'string' ? text.toLowerCase() : undefined)],
  ['LENGTH', ([text]) => (typeof text === 'string' ? text.length : undefined)],
  ['STARTSWITH', ofTexts((text, part) => text.indexOf(part))],
  ['ENDSWITH', ofTexts((text, part) => text.lastIndexOf(part) + part.length - text.length)],
  ['CONTAINS', ofTexts((text, part) => (text.split(part).length > 1 || part === '' ? 0 : -1))],
  [
    'INDEX_OF',
    ([text, part]) => (typeof text === 'string' && typeof part === 'string' ? text.indexOf(part) : undefined),
  ],
]);

/** True where the distance from the sought place is 0. */
function ofTexts(distance: (text: string, part: string) => number): Call {
  return ([text, part, ignoresCase]) => {
    if (typeof text !== 'string' || typeof part !== 'string') return undefined;
    const [whole, sought] = ignoresCase === true ? [text.toLowerCase(), part.toLowerCase()] : [text, part];
    return sought.length <= whole.length && distance(whole, sought) === 0;
  };
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
