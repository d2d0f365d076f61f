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
  constant: Constant,
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

type Constant = (expression: Expression) => Value;

function toCondition(conjunct: Expression, alias: string, constant: Constant): PathCondition | undefined {
  if (conjunct.kind === 'in') {
    const points = conjunct.options.every(isConstant) ? pointsOf(conjunct.options.map(constant)) : undefined;
    return conditionOf(pathOf(conjunct.value, alias), points);
  }
  if (conjunct.kind !== 'binary') return undefined;
  const { left, right, operator } = conjunct;
  if (isConstant(right)) return conditionOf(pathOf(left, alias), rangesOf(operator, constant(right)));
  if (!isConstant(left)) return undefined;
  const turned = TURNED.get(operator) ?? operator;
  return conditionOf(pathOf(right, alias), rangesOf(turned, constant(left)));
}

function conditionOf(
  path: readonly string[] | undefined,
  ranges: readonly ValueRange[] | undefined,
): PathCondition | undefined {
  return path === undefined || ranges === undefined ? undefined : { path, ranges };
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
