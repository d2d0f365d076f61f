import { isJsonArray, isJsonObject, type JsonValue, type Value } from '../json.ts';
import { orderValues, rankOf } from './order-values.ts';
import { rootedPathOf } from './parse-query.ts';
import type { Expression } from './query.ts';
import { intersect, type ValueRange } from './value-range.ts';

/** A document can be picked only when its value at the path lies in one of the ranges, which do not overlap and rise. */
export interface PathCondition {
  readonly path: readonly string[];
  readonly ranges: readonly ValueRange[];
}

/**
 * What a WHERE clause asks of single paths, as ranges an index can be read by: the comparisons and INs with
 * constants that are joined by AND at its top. One condition a path.
 *
 * @param constant the value of an expression without names.
 */
export function findConditions(
  where: Expression | undefined,
  alias: string,
  constant: (expression: Expression) => Value,
): readonly PathCondition[] {
  const found = new Map<string, PathCondition>();
  for (const conjunct of conjunctsOf(where)) {
    const condition = toCondition(conjunct, alias, constant);
    if (condition === undefined) continue;
    const key = JSON.stringify(condition.path);
    const known = found.get(key);
    found.set(
      key,
      known === undefined
        ? condition
        : { path: known.path, ranges: intersect(known.ranges, condition.ranges) },
    );
  }
  return [...found.values()];
}

function conjunctsOf(where: Expression | undefined): readonly Expression[] {
  if (where === undefined) return [];
  if (where.kind !== 'binary' || where.operator !== 'AND') return [where];
  return [...conjunctsOf(where.left), ...conjunctsOf(where.right)];
}

function toCondition(
  conjunct: Expression,
  alias: string,
  constant: (expression: Expression) => Value,
): PathCondition | undefined {
  if (conjunct.kind === 'in') {
    const path = pathOf(conjunct.value, alias);
    if (path === undefined || !conjunct.options.every(isConstant)) return undefined;
    const ranges = pointsOf(conjunct.options.map(constant));
    return ranges === undefined ? undefined : { path, ranges };
  }
  if (conjunct.kind !== 'binary') return undefined;
  const { left, right, operator } = conjunct;
  const isTurned = isConstant(left);
  const path = pathOf(isTurned ? right : left, alias);
  const other = isTurned ? left : right;
  if (path === undefined || !isConstant(other)) return undefined;
  const ranges = rangesOf(isTurned ? (TURNED.get(operator) ?? operator) : operator, constant(other));
  return ranges === undefined ? undefined : { path, ranges };
}

const TURNED = new Map([
  ['<', '>'],
  ['<=', '>='],
  ['>', '<'],
  ['>=', '<='],
]);

function pathOf(expression: Expression, alias: string): readonly string[] | undefined {
  const rooted = rootedPathOf(expression);
  return rooted?.root === alias && rooted.path.length > 0 ? rooted.path : undefined;
}

function isConstant(expression: Expression): boolean {
  if (expression.kind === 'unary' && expression.operator !== 'NOT') return isConstant(expression.operand);
  return expression.kind === 'literal' || expression.kind === 'parameter';
}

/** Undefined for arrays and objects, which an index is not asked for, and for operators that name no range. */
function rangesOf(operator: string, value: Value): readonly ValueRange[] | undefined {
  if (operator === '=') return pointsOf([value]);
  if (value === undefined || isComposite(value)) return undefined;
  const rank = rankOf(value);
  const order = (other: Value): number => orderValues(other, value);
  switch (operator) {
    case '<':
      return [{ starts: (other) => rankOf(other) >= rank, isOver: (other) => order(other) >= 0 }];
    case '<=':
      return [{ starts: (other) => rankOf(other) >= rank, isOver: (other) => order(other) > 0 }];
    case '>':
      return [{ starts: (other) => order(other) > 0, isOver: (other) => rankOf(other) > rank }];
    case '>=':
      return [{ starts: (other) => order(other) >= 0, isOver: (other) => rankOf(other) > rank }];
    default:
      return undefined;
  }
}

function pointsOf(values: readonly Value[]): readonly ValueRange[] | undefined {
  if (values.some(isComposite)) return undefined;
  const sorted = values.filter((value) => value !== undefined).sort(orderValues);
  return sorted
    .filter((value, index) => index === 0 || orderValues(value, sorted[index - 1]) !== 0)
    .map((value) => ({
      starts: (other) => orderValues(other, value) >= 0,
      isOver: (other) => orderValues(other, value) > 0,
    }));
}

function isComposite(value: Value): value is Extract<JsonValue, object> {
  return isJsonArray(value) || isJsonObject(value);
}
