import type { BaselineFields } from './baseline-fields.ts';
import { BaselineLevels, type Level } from './baseline-levels.ts';
import type { ColumnPlan } from './baseline-column-plan.ts';
import { toCategoricalBins } from './bin-levels.ts';
import type { ColumnBins, ColumnType, UnbinnedColumn } from './bin-specification.ts';
import { MAX_LEVELS } from './bin-specification.ts';
import type { BinConvention } from './convention.ts';
import { deriveEdges } from './derive-bin-edges.ts';
import { NumberList } from './number-list.ts';
import { rangeOf } from './value-range.ts';

const INTEGER = /^[+-]?\d+$/;
const MAX_INTEGER_LEVELS = 20;
const MIN_ROWS_PER_INTEGER_LEVEL = 10;
/** Of which the most frequent ones can be found: some 15 MB, and exact. */
const MAX_RANKED_LEVELS = 100_000;

/**
 * Gathers one baseline column. Until its type is certain it keeps both readings, the numbers and the levels; each
 * is given up as soon as it is ruled out.
 */
export class BaselineColumn {
  readonly #plan: ColumnPlan;
  readonly #levelLimit: number;
  #numbers: NumberList | undefined;
  readonly #levels: BaselineLevels | undefined;
  #specialCount = 0;
  #invalidCount = 0;

  constructor(plan: ColumnPlan) {
    this.#plan = plan;
    this.#levelLimit = plan.categoricalBinning?.method === 'top-levels' ? MAX_RANKED_LEVELS : MAX_LEVELS;
    if (plan.type !== 'categorical') this.#numbers = new NumberList();
    if (plan.type !== 'numeric') this.#levels = new BaselineLevels(plan.name, this.#levelLimit);
  }

  add(fields: BaselineFields, slot: number): void {
    this.#addNumbers(fields, slot);
    this.#levels?.add(fields, slot);
  }

  #addNumbers(fields: BaselineFields, slot: number): void {
    const numbers = this.#numbers;
    if (numbers === undefined) return;
    const { specialCodes, type } = this.#plan;
    let row = 0;
    for (const value of fields.numbers(slot).subarray(0, fields.rowCount)) {
      if (specialCodes.has(value)) {
        this.#specialCount += 1;
      } else if (!Number.isNaN(value)) {
        numbers.push(value);
      } else if (!fields.isMissingNumber(slot, row)) {
        this.#invalidCount += 1;
        if (type === undefined) {
          this.#numbers = undefined;
          return;
        }
      }
      row += 1;
    }
  }

  /** The column's bins, without points. Throws InvalidInput when a level is not UTF-8. */
  finish(convention: BinConvention): ColumnBins {
    const numbers = this.#numbers;
    const levels = this.#levels?.finish();
    if (numbers === undefined || (numbers.length > 0 && isIntegerCode(numbers.length, levels))) {
      return this.#toCategorical(levels);
    }
    return this.#toNumeric(numbers, convention);
  }

  #toCategorical(levels: readonly Level[] | undefined): ColumnBins {
    const { name, categoricalBinning: binning = { method: 'all-levels' } } = this.#plan;
    if (levels?.length === 0) return this.#unbinned('categorical', 'The baseline has no values.');
    return (
      toCategoricalBins({ name, binning, levels }) ??
      this.#unbinned('categorical', `The baseline has more than ${this.#levelLimit} distinct levels.`)
    );
  }

  #toNumeric(numbers: NumberList, convention: BinConvention): ColumnBins {
    const validCount = numbers.length + this.#specialCount;
    if (validCount === 0 && this.#invalidCount === 0) {
      return this.#unbinned('numeric', 'The baseline has no values.');
    }
    if (this.#invalidCount > validCount) {
      return this.#unbinned('numeric', 'More than half of the baseline values are no numbers.');
    }
    const { name, specialCodes, numericBinning } = this.#plan;
    const binning = numericBinning ?? { method: convention.binning, bins: convention.bins };
    const values = numbers.toArray();
    const { closed, atoms } = convention;
    const edges = deriveEdges(values, { binning, closed, atoms });
    const expectedRange = rangeOf(values);
    return {
      ...{ name, type: 'numeric', status: 'ok', binning },
      binEdges: edges.binEdges,
      specialCodes: [...specialCodes],
      profileEdges: edges.profileEdges,
      ...(expectedRange !== undefined && { expectedRange }),
    };
  }

  #unbinned(type: ColumnType, reason: string): UnbinnedColumn {
    return { name: this.#plan.name, type, status: 'not-computable', reason };
  }
}

/** Whole numbers with few distinct values, each there often, are taken for codes. */
function isIntegerCode(valueCount: number, levels: readonly Level[] | undefined): boolean {
  if (levels === undefined) return false;
  const integers = levels.filter((level) => INTEGER.test(level.text));
  const isAllInteger = integers.reduce((sum, level) => sum + level.count, 0) === valueCount;
  return (
    isAllInteger &&
    integers.length <= MAX_INTEGER_LEVELS &&
    valueCount >= MIN_ROWS_PER_INTEGER_LEVEL * integers.length
  );
}
