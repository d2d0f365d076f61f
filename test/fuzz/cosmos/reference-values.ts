import type { JsonValue } from '../../../local/cosmos/json.ts';

// The rules of the query language for values, written plainly and apart from the engine's, which they check.

export type Maybe = JsonValue | undefined;

type Kind = 'undefined' | 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object';

const KINDS: readonly Kind[] = ['undefined', 'null', 'boolean', 'number', 'string', 'array', 'object'];

export function kindOf(value: Maybe): Kind {
  if (value === undefined) return 'undefined';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  const type = typeof value;
  return type === 'boolean' || type === 'number' || type === 'string' ? type : 'object';
}

/** Text that is the same for equal values only. */
export function keyOf(value: Maybe): string {
  if (value === undefined) return 'undefined';
  if (typeof value !== 'object' || value === null) return JSON.stringify(value === 0 ? 0 : value);
  if (isList(value)) return `[${value.map(keyOf).join(',')}]`;
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${keyOf(member(value, name))}`).join(',')}}`;
}

export function isList(value: Maybe): value is readonly JsonValue[] {
  return Array.isArray(value);
}

export function member(value: Maybe, step: string | number): Maybe {
  if (typeof step === 'number') return isList(value) ? value[step] : undefined;
  if (value === null || typeof value !== 'object' || isList(value)) return undefined;
  return Object.entries(value).find(([name]) => name === step)?.[1];
}

/** How ORDER BY, MIN and MAX order values of all kinds. */
export function order(left: Maybe, right: Maybe): number {
  const kinds = KINDS.indexOf(kindOf(left)) - KINDS.indexOf(kindOf(right));
  if (kinds !== 0) return kinds;
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : left > right ? 1 : 0;
  if (typeof left === 'boolean') return Number(left) - Number(right);
  const [a, b] = [keyOf(left), keyOf(right)];
  return a < b ? -1 : a > b ? 1 : 0;
}

export function equal(left: Maybe, right: Maybe): Maybe {
  if (left === undefined || right === undefined) return undefined;
  return keyOf(left) === keyOf(right);
}

export function not(value: Maybe): Maybe {
  if (value === true) return false;
  return value === false ? true : undefined;
}

export function both(left: Maybe, right: Maybe): Maybe {
  if (left === false || right === false) return false;
  return left === true && right === true ? true : undefined;
}

function either(left: Maybe, right: Maybe): Maybe {
  if (left === true || right === true) return true;
  return left === false && right === false ? false : undefined;
}

export function operate(operator: string, left: Maybe, right: Maybe): Maybe {
  switch (operator) {
    case 'AND':
      return both(left, right);
    case 'OR':
      return either(left, right);
    case '??':
      return left === undefined ? right : left;
    case '=':
      return equal(left, right);
    case '!=':
      return not(equal(left, right));
    case '||':
      return typeof left === 'string' && typeof right === 'string' ? left + right : undefined;
    case '<':
    case '<=':
    case '>':
    case '>=':
      return compared(operator, left, right);
    default:
      return calculated(operator, left, right);
  }
}

function compared(operator: string, left: Maybe, right: Maybe): Maybe {
  const kind = kindOf(left);
  if (kind !== kindOf(right) || kind === 'undefined' || kind === 'array' || kind === 'object')
    return undefined;
  const sign = order(left, right);
  if (operator === '<') return sign < 0;
  if (operator === '<=') return sign <= 0;
  return operator === '>' ? sign > 0 : sign >= 0;
}

function calculated(operator: string, left: Maybe, right: Maybe): Maybe {
  if (typeof left !== 'number' || typeof right !== 'number') return undefined;
  const results = new Map([
    ['+', left + right],
    ['-', left - right],
    ['*', left * right],
    ['/', left / right],
    ['%', left % right],
  ]);
  const result = results.get(operator);
  return result !== undefined && Number.isFinite(result) ? result : undefined;
}

/** LIKE with `%` and `_` only, character by character. */
export function like(text: string, pattern: string): boolean {
  if (pattern === '') return text === '';
  const [first = ''] = pattern;
  const rest = pattern.slice(1);
  if (first === '%') {
    for (let skipped = 0; skipped <= text.length; skipped += 1)
      if (like(text.slice(skipped), rest)) return true;
    return false;
  }
  const head = text.slice(0, 1);
  return text !== '' && (first === '_' || head === first) && like(text.slice(1), rest);
}
