import { isJsonObject, isJsonArray, type Value } from '../json.ts';
import type { ScalarFunction } from './scalar-function.ts';

export const stringFunctions: readonly (readonly [string, ScalarFunction])[] = [
  ['STARTSWITH', caseTest((text, part) => text.startsWith(part))],
  ['ENDSWITH', caseTest((text, part) => text.endsWith(part))],
  ['CONTAINS', caseTest((text, part) => text.includes(part))],
  ['STRINGEQUALS', caseTest((text, other) => text === other)],
  ['LOWER', ofText((text) => text.toLowerCase())],
  ['UPPER', ofText((text) => text.toUpperCase())],
  ['LENGTH', ofText((text) => text.length)],
  ['TRIM', ofText((text) => text.trim())],
  ['LTRIM', ofText((text) => text.trimStart())],
  ['RTRIM', ofText((text) => text.trimEnd())],
  ['REVERSE', ofText((text) => Array.from(text).reverse().join(''))],
  ['CONCAT', { takes: [2, Infinity], apply: concat }],
  ['LEFT', ofTextAndCount((text, count) => text.slice(0, Math.max(count, 0)))],
  ['RIGHT', ofTextAndCount((text, count) => (count <= 0 ? '' : text.slice(-count)))],
  ['SUBSTRING', { takes: [3, 3], apply: substring }],
  ['REPLACE', { takes: [3, 3], apply: replace }],
  ['INDEX_OF', { takes: [2, 3], apply: indexOf }],
  ['TOSTRING', { takes: [1, 1], apply: ([value]) => toText(value) }],
  ['STRINGTONUMBER', ofText((text) => parseAs(text, (value) => typeof value === 'number'))],
  ['STRINGTOBOOLEAN', ofText((text) => parseAs(text, (value) => typeof value === 'boolean'))],
];

/** Two texts, and a third argument `true` to leave case out of the comparison. */
function caseTest(test: (text: string, other: string) => boolean): ScalarFunction {
  return {
    takes: [2, 3],
    apply: ([text, other, ignoresCase]) => {
      if (typeof text !== 'string' || typeof other !== 'string') return undefined;
      return ignoresCase === true ? test(text.toLowerCase(), other.toLowerCase()) : test(text, other);
    },
  };
}

function ofText(convert: (text: string) => Value): ScalarFunction {
  return { takes: [1, 1], apply: ([text]) => (typeof text === 'string' ? convert(text) : undefined) };
}

function ofTextAndCount(convert: (text: string, count: number) => Value): ScalarFunction {
  return {
    takes: [2, 2],
    apply: ([text, count]) =>
      typeof text === 'string' && typeof count === 'number' ? convert(text, count) : undefined,
  };
}

function concat(texts: readonly Value[]): Value {
  return texts.every((text) => typeof text === 'string') ? texts.join('') : undefined;
}

function substring([text, start, length]: readonly Value[]): Value {
  if (typeof text !== 'string' || typeof start !== 'number' || typeof length !== 'number') return undefined;
  const first = Math.max(start, 0);
  return text.slice(first, first + Math.max(length, 0));
}

function replace([text, sought, replacement]: readonly Value[]): Value {
  if (typeof text !== 'string' || typeof sought !== 'string' || typeof replacement !== 'string')
    return undefined;
  return text.replaceAll(sought, () => replacement);
}

function indexOf([text, part, start = 0]: readonly Value[]): Value {
  if (typeof text !== 'string' || typeof part !== 'string' || typeof start !== 'number') return undefined;
  return text.indexOf(part, start);
}

function toText(value: Value): Value {
  if (value === undefined || typeof value === 'string') return value;
  return isJsonObject(value) || isJsonArray(value) ? JSON.stringify(value) : String(value);
}

function parseAs(text: string, accepts: (value: Value) => boolean): Value {
  const value = NUMBER.test(text.trim()) ? Number(text) : BOOLEANS.get(text.trim());
  return accepts(value) ? value : undefined;
}

const NUMBER = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/;
const BOOLEANS = new Map([
  ['true', true],
  ['false', false],
]);
