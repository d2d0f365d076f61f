import { decodeText } from '../dataset/decode-text.ts';
import { invalidFile } from '../dataset/invalid-file.ts';
import { isMissingWord } from '../dataset/is-missing-word.ts';
import { parseDecimal } from '../dataset/parse-decimal.ts';
import type { RowBatch } from '../dataset/row-batch.ts';
import type { ColumnSpecification, ColumnType, UnbinnedColumn } from './bin-specification.ts';
import { MAX_LEVELS } from './bin-specification.ts';
import type { BinConvention } from './convention.ts';
import { deriveBinEdges } from './derive-bin-edges.ts';
import { IntervalCounter } from './interval-counter.ts';
import { LevelTable } from './level-table.ts';
import { NumberList } from './number-list.ts';
import { rangeOf } from './value-range.ts';

const INTEGER = /^[+-]?\d+$/;
const MAX_INTEGER_LEVELS = 20;
const MIN_ROWS_PER_INTEGER_LEVEL = 10;

interface Level {
  readonly text: string;
  readonly count: number;
}

/**
 * Gathers one baseline column. Until its type is certain it keeps both readings, the numbers and the levels; each
 * is given up as soon as it is ruled out.
 */
export class BaselineColumn {
  readonly #name: string;
  readonly #declaredType: ColumnType | undefined;
  #numbers: NumberList | undefined;
  #levels: LevelTable | undefined;
  #emptyCount = 0;
  #missingWordCount = 0;
  #invalidCount = 0;

  constructor(name: string, declaredType: ColumnType | undefined) {
    this.#name = name;
    this.#declaredType = declaredType;
    if (declaredType !== 'categorical') this.#numbers = new NumberList();
    if (declaredType !== 'numeric') this.#levels = new LevelTable(MAX_LEVELS);
  }

  add(batch: RowBatch, column: number): void {
    const { bytes, starts, ends } = batch;
    const size = batch.rowCount * batch.columnCount;
    for (let field = column; field < size; field += batch.columnCount) {
      const start = starts[field] ?? 0;
      const end = ends[field] ?? 0;
      if (start === end) {
        this.#emptyCount += 1;
        continue;
      }
      this.#addNumber(bytes, start, end);
      if (this.#levels?.add(bytes, start, end) === false) this.#levels = undefined;
    }
  }

  #addNumber(bytes: Uint8Array, start: number, end: number): void {
    const numbers = this.#numbers;
    if (numbers === undefined) return;
    const value = parseDecimal(bytes, start, end);
    if (!Number.isNaN(value)) {
      numbers.push(value);
    } else if (isMissingWord(bytes, start, end)) {
      this.#missingWordCount += 1;
    } else {
      this.#invalidCount += 1;
      if (this.#declaredType === undefined) this.#numbers = undefined;
    }
  }

  /** The column's bins. Throws InvalidInput when a level is not UTF-8. */
  finish(convention: BinConvention): ColumnSpecification {
    const numbers = this.#numbers;
    const levels = this.#levels === undefined ? undefined : this.#readLevels(this.#levels);
    if (numbers === undefined || (numbers.length > 0 && this.#isIntegerCode(numbers.length, levels))) {
      return this.#toCategorical(levels);
    }
    return this.#toNumeric(numbers, convention);
  }

  #readLevels(table: LevelTable): Level[] {
    return table.levels
      .map((bytes, index) => {
        const text = decodeText(bytes);
        if (text === undefined) throw invalidFile(`Column '${this.#name}' holds text that is not UTF-8.`);
        return { text, count: table.counts[index] ?? 0 };
      })
      .sort((a, b) => (a.text < b.text ? -1 : 1));
  }

  #isIntegerCode(valueCount: number, levels: readonly Level[] | undefined): boolean {
    if (levels === undefined) return false;
    const integers = levels.filter((level) => INTEGER.test(level.text));
    const isAllInteger = integers.reduce((sum, level) => sum + level.count, 0) === valueCount;
    return (
      isAllInteger &&
      integers.length <= MAX_INTEGER_LEVELS &&
      valueCount >= MIN_ROWS_PER_INTEGER_LEVEL * integers.length
    );
  }

  #toCategorical(levels: readonly Level[] | undefined): ColumnSpecification {
    if (levels === undefined) {
      return this.#unbinned('categorical', `The baseline has more than ${MAX_LEVELS} distinct levels.`);
    }
    if (levels.length === 0) return this.#unbinned('categorical', 'The baseline has no values.');
    return {
      name: this.#name,
      type: 'categorical',
      status: 'ok',
      levels: levels.map((level) => level.text),
      expectedCounts: levels.map((level) => level.count),
      expectedMissingCount: this.#emptyCount,
    };
  }

  #toNumeric(numbers: NumberList, convention: BinConvention): ColumnSpecification {
    if (numbers.length === 0 && this.#invalidCount === 0) {
      return this.#unbinned('numeric', 'The baseline has no values.');
    }
    if (this.#invalidCount > numbers.length) {
      return this.#unbinned('numeric', 'More than half of the baseline values are no numbers.');
    }
    const values = numbers.toArray();
    const binEdges = deriveBinEdges(values, convention);
    const counter = new IntervalCounter(binEdges, convention.closed);
    counter.add(values, values.length);
    const expectedRange = rangeOf(values);
    return {
      name: this.#name,
      type: 'numeric',
      status: 'ok',
      binEdges,
      expectedCounts: [...counter.counts],
      expectedMissingCount: this.#emptyCount + this.#missingWordCount,
      expectedInvalidCount: this.#invalidCount,
      ...(expectedRange !== undefined && { expectedRange }),
    };
  }

  #unbinned(type: ColumnType, reason: string): UnbinnedColumn {
    return { name: this.#name, type, status: 'not-computable', reason };
  }
}
