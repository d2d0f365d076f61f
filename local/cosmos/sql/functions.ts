import { isJsonArray, isJsonObject, type Value } from '../json.ts';
import { arrayFunctions } from './array-functions.ts';
import type { ScalarFunction } from './scalar-function.ts';
import { stringFunctions } from './string-functions.ts';

/** By upper-case name. Any argument of a wrong type gives undefined, as the service documents for each of them. */
export const FUNCTIONS: ReadonlyMap<string, ScalarFunction> = new Map<string, ScalarFunction>([
  ['IS_DEFINED', { takes: [1, 1], apply: ([value]) => value !== undefined }],
  ['IS_NULL', { takes: [1, 1], apply: ([value]) => value === null }],
  ['IS_STRING', typeTest((value) => typeof value === 'string')],
  ['IS_NUMBER', typeTest((value) => typeof value === 'number')],
  ['IS_INTEGER', typeTest((value) => Number.isInteger(value))],
  ['IS_BOOL', typeTest((value) => typeof value === 'boolean')],
  ['IS_ARRAY', typeTest((value) => isJsonArray(value))],
  ['IS_OBJECT', typeTest((value) => isJsonObject(value))],
  ['IS_PRIMITIVE', typeTest((value) => value === null || (value !== undefined && typeof value !== 'object'))],
  ['IIF', { takes: [3, 3], apply: ([test, whenTrue, whenFalse]) => (test === true ? whenTrue : whenFalse) }],
  ['ABS', numeric(Math.abs)],
  ['CEILING', numeric(Math.ceil)],
  ['FLOOR', numeric(Math.floor)],
  ['SIGN', numeric(Math.sign)],
  ['SQRT', numeric(Math.sqrt)],
  ['TRUNC', numeric(Math.trunc)],
  ['ROUND', { takes: [1, 2], apply: round }],
  ['POWER', { takes: [2, 2], apply: power }],
  ['GETCURRENTTIMESTAMP', { takes: [0, 0], apply: (_values, nowMs) => nowMs }],
  ['GETCURRENTDATETIME', { takes: [0, 0], apply: (_values, nowMs) => dateTime(nowMs) }],
  ...arrayFunctions,
  ...stringFunctions,
]);

function typeTest(test: (value: Value) => boolean): ScalarFunction {
  return { takes: [1, 1], apply: ([value]) => test(value) };
}

function numeric(operate: (value: number) => number): ScalarFunction {
  return {
    takes: [1, 1],
    apply: ([value]) => (typeof value === 'number' ? finite(operate(value)) : undefined),
  };
}

// Halves go away from zero, unlike Math.round, which takes -2.5 to -2.
function round([value, digits = 0]: readonly Value[]): Value {
  if (typeof value !== 'number' || typeof digits !== 'number') return undefined;
  const scale = 10 ** digits;
  return finite((Math.sign(value) * Math.round(Math.abs(value) * scale)) / scale);
}

function power([base, exponent]: readonly Value[]): Value {
  return typeof base === 'number' && typeof exponent === 'number' ? finite(base ** exponent) : undefined;
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

/** The service writes seven digits of a second. */
function dateTime(nowMs: number): string {
  return new Date(nowMs).toISOString().replace('Z', '0000Z');
}
